package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.Injection;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.TargetRef;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator that names the same sidecar differently, on the real API server. */
@ExtendWith(ControlPlane.Extension.class)
final class OperatorAdmissionUpdateIT {

  /** The operator which tests share must not act on what these are about. */
  private static final String MINE = "named-differently";

  private static final String OLDER = "https-upgrade-older";
  private static final Duration SOON = Duration.ofSeconds(60);

  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final Shop shop;

  OperatorAdmissionUpdateIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    client = controlPlane.client();
    shop = new Shop(controlPlane, MINE);
  }

  @Test
  void theSameSidecarUnderAnotherNameStaysAndReplacesNoPod() {
    try (var operator =
        new RunningOperator(controlPlane, "older names", GoldenCase.SETTINGS, MINE)) {
      shop.applyDeployment("");
      shop.applyService("shop", Shop.UNNAMED);
      shop.applyUpgrade("shop", "injection: Admission");
      shop.awaitReady("shop");
      assertThat(operator.writes(shop.namespace)).isNotEmpty();
    }
    renameAsOlder();

    try (var operator =
        new RunningOperator(controlPlane, "newer names", GoldenCase.SETTINGS, MINE)) {
      await().atMost(SOON).until(() -> operator.looks(shop.namespace) > 0);
      // It was made just now, so the operator says for two seconds that it waits for it.
      shop.awaitReady("shop");
      for (int i = 0; i < 3; i++) {
        operator.lookAgain(shop, i);
      }
      shop.awaitReady("shop");
      assertThat(operator.writes(shop.namespace))
          .isSubsetOf("create events", "patch httpsupgrades/status");
      assertThat(label()).isEqualTo(OLDER);

      shop.applyUpgrade(
          "shop", "injection: Admission\n  sidecar: {resources: {requests: {cpu: 30m}}}");

      await().atMost(SOON).until(() -> !label().equals(OLDER));
      await().atMost(SOON).untilAsserted(() -> assertThat(injections()).hasSize(1));
      shop.awaitReady("shop");
    }
  }

  /** As if the operator had made the name in another way. */
  private void renameAsOlder() {
    Injection injection = injections().getFirst();
    client.resource(injection).delete();
    injection.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(shop.namespace)
            .withName(OLDER)
            .withLabels(injection.getMetadata().getLabels())
            .withOwnerReferences(injection.getMetadata().getOwnerReferences())
            .build());
    applyAsTheOperator(injection);
    var labelled =
        new PodTemplateSpecBuilder()
            .withNewMetadata()
            .addToLabels(Names.INJECTION_LABEL, OLDER)
            .endMetadata()
            .build();
    applyAsTheOperator(
        Workload.named(new TargetRef(TargetRef.Kind.Deployment, "shop"), shop.namespace)
            .with(labelled)
            .object());
    long generation = shop.deployment().getMetadata().getGeneration();
    client
        .resource(shop.deployment())
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"observedGeneration\":%d}}".formatted(generation));
  }

  private void applyAsTheOperator(HasMetadata object) {
    client.resource(object).fieldManager(Names.FIELD_MANAGER).forceConflicts().serverSideApply();
  }

  private String label() {
    var labels = shop.deployment().getSpec().getTemplate().getMetadata().getLabels();
    return labels.getOrDefault(Names.INJECTION_LABEL, "");
  }

  private List<Injection> injections() {
    return client.resources(Injection.class).inNamespace(shop.namespace).list().getItems();
  }
}
