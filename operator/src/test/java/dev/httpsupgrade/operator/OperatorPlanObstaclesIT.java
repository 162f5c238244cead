package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus;
import dev.httpsupgrade.operator.apply.RealChanges;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What stands in the way is told in stage Plan already, in the words that it would have later. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorPlanObstaclesIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final ControlPlane controlPlane;
  private final Shop shop;
  private final PlannedShop plans;

  OperatorPlanObstaclesIT(ControlPlane controlPlane, RunningOperator operator) {
    this.controlPlane = controlPlane;
    shop = new Shop(controlPlane);
    plans = new PlannedShop(controlPlane, shop);
  }

  @Test
  void aFieldOfSomebodyElseIsToldWithItsManager() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.apply(
        "helm",
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop}
        spec: {template: {metadata: {labels: {httpsupgrade.dev/upgrade: mine}}}}
        """);

    PlanStatus plan = planned("Conflict");

    assertThat(only(plan).message()).contains("helm", "httpsupgrade.dev/upgrade");
    plans.observe("shop");
    shop.awaitStatus(
        "shop",
        status ->
            assertThat(condition(status, "Injected"))
                .isEqualTo("False Conflict: " + only(plan).text()));
  }

  @Test
  void aChangeThatAPolicyRefusesIsToldInItsWords() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    refuseSecondPorts();

    PlanStatus plan = planned("ChangeRefused");

    assertThat(only(plan).field()).isEqualTo("Service shop");
    assertThat(only(plan).message()).contains("one port is enough");
    assertThat(plan.objects())
        .extracting(PlanStatus.PlannedObject::kind)
        .containsExactly("Secret", "ConfigMap", "Deployment");
    plans.observe("shop");
    shop.awaitStatus(
        "shop",
        status ->
            assertThat(condition(status, "Ready"))
                .isEqualTo("False ChangeRefused: " + only(plan).text()));
  }

  @Test
  void aForeignSecretIsToldAndNothingIsWritten() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: shop-https-upgrade}
        stringData: {password: hunter2}
        """);

    assertThat(only(planned("SecretConflict")).message()).contains("remove it");
  }

  @Test
  void aProblemOfTheSpecIsAnObstacleToo() {
    shop.applyDeployment("");

    PlanStatus plan = planned("NoMatchingService");

    assertThat(only(plan).field()).isEqualTo("spec.services.names");
    assertThat(plan.objects()).isEmpty();
    shop.applyService("shop", Shop.UNNAMED);
    assertThat(Objects.requireNonNull(plans.awaitPlanned("shop").plan()).obstacles()).isEmpty();
  }

  private PlanStatus planned(String reason) {
    List<HasMetadata> before = plans.objects();
    shop.applyUpgrade("shop", "stage: Plan");
    HttpsUpgradeStatus status =
        shop.awaitStatus(
            "shop",
            present ->
                assertThat(condition(present, "Ready")).startsWith("False " + reason + ": "));
    assertThat(RealChanges.between(before, plans.objects())).isEmpty();
    PlanStatus plan = Objects.requireNonNull(status.plan());
    assertThat(status.nextAction()).isEqualTo(only(plan).text());
    return plan;
  }

  private static PlanStatus.Obstacle only(PlanStatus plan) {
    assertThat(plan.obstacles()).hasSize(1);
    return plan.obstacles().getFirst();
  }

  /** A policy takes effect a moment after it was made. */
  private void refuseSecondPorts() {
    String name = "one-port-" + shop.namespace;
    apply(
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: %s}
        spec:
          matchConstraints:
            resourceRules:
              - {apiGroups: [""], apiVersions: [v1], operations: [UPDATE], resources: [services]}
          validations:
            - {expression: "object.spec.ports.size() < 2", message: one port is enough}
        """
            .formatted(name),
        ValidatingAdmissionPolicy.class);
    apply(
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: %1$s}
        spec:
          policyName: %1$s
          validationActions: [Deny]
          matchResources:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %2$s}}
        """
            .formatted(name, shop.namespace),
        ValidatingAdmissionPolicyBinding.class);
    var second =
        new ServiceBuilder(shop.service("shop"))
            .editSpec()
            .editFirstPort()
            .withName("a")
            .endPort()
            .addNewPort()
            .withName("b")
            .withPort(81)
            .endPort()
            .endSpec()
            .build();
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(User.message(() -> controlPlane.client().resource(second).dryRun().update()))
                .contains("one port is enough"));
  }

  private void apply(String yaml, Class<? extends HasMetadata> kind) {
    controlPlane.client().resource(GoldenCase.YAML.unmarshal(yaml, kind)).create();
  }
}
