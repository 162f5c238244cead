package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A user's {@code kubectl rollout undo} on the real API server. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorRemovedSidecarIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final RunningOperator operator;
  private final Shop shop;

  OperatorRemovedSidecarIT(ControlPlane controlPlane, RunningOperator operator) {
    client = controlPlane.client();
    this.operator = operator;
    shop = new Shop(controlPlane);
  }

  @Test
  void isFollowedByOneInjectionAndThenLeftAlone() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    PodTemplateSpec before = shop.deployment().getSpec().getTemplate();
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");

    undoTo(before);

    await().atMost(SOON).until(this::hasSidecar);
    shop.awaitReady("shop");
    for (int i = 0; i < 3; i++) {
      shop.applyDeployment("");
      operator.lookAgain(shop, i);
    }
    assertThat(hasSidecar()).as("after the owner's re-applies").isTrue();

    undoTo(before);

    HttpsUpgradeStatus status =
        shop.awaitStatus(
            "shop",
            present ->
                assertThat(condition(present, "Degraded")).startsWith("True SidecarRemoved"));
    assertThat(condition(status, "Degraded"))
        .contains("field manager kubectl-rollout took the sidecar out", "httpsupgrade.dev/retry");
    List<String> writes = operator.writes(shop.namespace);
    for (int i = 3; i < 6; i++) {
      operator.lookAgain(shop, i);
    }
    assertThat(operator.writes(shop.namespace)).isEqualTo(writes);
    assertThat(hasSidecar()).isFalse();

    client
        .resource(shop.upgrade("shop"))
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"httpsupgrade.dev/retry\":\"1\"}}}");
    await().atMost(SOON).until(this::hasSidecar);
    shop.awaitReady("shop");
  }

  @Test
  void givesThePlainPortBackToTheApp() {
    // Given a plain port that leads through the sidecar
    shop.applyDeployment("");
    shop.applyService("shop", Shop.NAMED);
    PodTemplateSpec before = shop.deployment().getSpec().getTemplate();
    shop.applyUpgrade("shop", "services: {takeover: Force}");
    shop.awaitReady("shop");
    assertThat(shop.portsOf("shop")).containsExactly("web 80 hu-https", "https 443 hu-https");

    // When
    undoTo(before);
    await().atMost(SOON).until(this::hasSidecar);
    shop.awaitReady("shop");
    undoTo(before);

    // Then
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(shop.portsOf("shop")).containsExactly("web 80 8080", "https 443 hu-https"));
    shop.awaitStatus(
        "shop",
        present -> assertThat(condition(present, "Degraded")).startsWith("True SidecarRemoved"));
  }

  @Test
  void aTargetThatIsMadeAnewIsNoSuchThing() {
    for (int i = 0; i < 3; i++) {
      shop.applyDeployment("");
      shop.applyService("shop", Shop.UNNAMED);
      shop.applyUpgrade("shop", "");
      await().atMost(SOON).until(this::hasSidecar);
      client.resource(shop.deployment()).withGracePeriod(0).delete();
      await().atMost(SOON).until(() -> shop.workload("Deployment").object() == null);
    }
  }

  /** What kubectl does: the former template, and an annotation. */
  private void undoTo(PodTemplateSpec template) {
    client
        .resource(shop.deployment())
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON)
                .withFieldManager("kubectl-rollout")
                .build(),
            """
            [{"op": "replace", "path": "/spec/template", "value": %s},
             {"op": "add", "path": "/metadata/annotations", "value": {"undone": "%d"}}]
            """
                .formatted(GoldenCase.YAML.asJson(template), System.nanoTime()));
  }

  private boolean hasSidecar() {
    return !shop.deployment().getSpec().getTemplate().getSpec().getInitContainers().isEmpty();
  }
}
