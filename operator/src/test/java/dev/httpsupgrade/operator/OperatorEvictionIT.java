package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** PodDisruptionBudgets of pods that were made without their sidecar, on the real API server. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorEvictionIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String EVICTION = "create pods/eviction";

  private final RunningOperator operator;
  private final KubernetesClient client;
  private final Shop shop;
  private final AdmittedPods pods;

  OperatorEvictionIT(ControlPlane controlPlane, RunningOperator operator) {
    this.operator = operator;
    client = controlPlane.client();
    shop = new Shop(controlPlane);
    pods = new AdmittedPods(controlPlane, shop);
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "injection: Admission");
    shop.awaitReady("shop");
  }

  @Test
  void aPodStaysWhileABudgetAllowsNoEvictionAndNobodyAsksForOne() {
    applyBudget("shop", 0);
    Pod pod = createBare();

    awaitProspect(pod, "it is replaced when PodDisruptionBudget shop allows its eviction");
    for (int i = 0; i < 3; i++) {
      operator.lookAgain(shop, i);
    }
    assertThat(operator.writes(shop.namespace)).doesNotContain(EVICTION);
    assertThat(client.resource(pod).get()).isNotNull();

    applyBudget("shop", 1);

    await().atMost(SOON).until(() -> client.resource(pod).get() == null);
    shop.awaitReady("shop");
    assertThat(operator.writes(shop.namespace)).containsOnlyOnce(EVICTION);
  }

  @Test
  void aPodThatTwoBudgetsSelectCanNotBeEvictedAndTheyAreNamed() {
    applyBudget("shop", 1);
    applyBudget("all", 1);
    Pod pod = createBare();

    awaitProspect(
        pod, "it can't be evicted as long as 2 PodDisruptionBudgets select it: all, shop");
    operator.lookAgain(shop, 1);
    assertThat(operator.writes(shop.namespace)).doesNotContain(EVICTION);

    client.policy().v1().podDisruptionBudget().inNamespace(shop.namespace).withName("all").delete();

    await().atMost(SOON).until(() -> client.resource(pod).get() == null);
    shop.awaitReady("shop");
  }

  private Pod createBare() {
    return pods.createBareAndReady(shop.deployment().getSpec().getTemplate());
  }

  private void awaitProspect(Pod pod, String prospect) {
    String told =
        "False SidecarMissing: %s: was made without the sidecar; %s"
            .formatted(pod.getMetadata().getName(), prospect);
    shop.awaitStatus(
        "shop", SOON, status -> assertThat(Shop.condition(status, "Served")).isEqualTo(told));
  }

  /** As the controller of budgets counts, which a control plane lacks. */
  private void applyBudget(String name, int disruptionsAllowed) {
    shop.apply(
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: %s}
        spec: {maxUnavailable: 1, selector: {matchLabels: {app: shop}}}
        """
            .formatted(name));
    client
        .policy()
        .v1()
        .podDisruptionBudget()
        .inNamespace(shop.namespace)
        .withName(name)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"observedGeneration\":1,\"disruptionsAllowed\":%d,\"currentHealthy\":2,\"desiredHealthy\":1,\"expectedPods\":2}}"
                .formatted(disruptionsAllowed));
  }
}
