package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.userFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus;
import dev.httpsupgrade.operator.apply.RealChanges;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Stage Plan on the real API server: it asks when something changed, and changes nothing. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorPlanAtRestIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final ControlPlane controlPlane;
  private final RunningOperator operator;
  private final Shop shop;
  private final PlannedShop plans;

  OperatorPlanAtRestIT(ControlPlane controlPlane, RunningOperator operator) {
    this.controlPlane = controlPlane;
    this.operator = operator;
    shop = new Shop(controlPlane);
    plans = new PlannedShop(controlPlane, shop);
  }

  @Test
  void theSameIsNotAskedTwiceNotEvenAfterARestart() {
    shop.applyDeployment(Shop.INIT_CONTAINERS);
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "stage: Plan");
    plans.awaitPlanned("shop");
    List<String> writes = operator.writes(shop.namespace);

    for (int i = 0; i < 3; i++) {
      operator.lookAgain(shop, i);
    }
    try (var restarted = new RunningOperator(controlPlane, "operator-restarted-in-plan")) {
      await().atMost(SOON).until(() -> restarted.looks(shop.namespace) > 0);
      restarted.lookAgain(shop, 3);

      assertThat(restarted.writes(shop.namespace)).isEmpty();
    }
    assertThat(operator.writes(shop.namespace)).isEqualTo(writes);
  }

  @Test
  void aScaledWorkloadIsCountedAndNothingIsAsked() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "stage: Plan");
    plans.awaitPlanned("shop");
    List<String> writes = operator.writes(shop.namespace);

    controlPlane
        .client()
        .apps()
        .deployments()
        .inNamespace(shop.namespace)
        .withName("shop")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":1}}");

    shop.awaitStatus(
        "shop",
        status ->
            assertThat(OperatorPlanIT.plan(status).rollout())
                .isEqualTo(new PlanStatus.PlannedRollout(true, true, 1, null)));
    assertThat(writesAfter(writes)).containsOnly("patch httpsupgrades/status");
  }

  @Test
  void aChangeOfTheServiceIsPlannedAnew() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "stage: Plan");
    plans.awaitPlanned("shop");

    shop.applyService("shop", Shop.NAMED);

    shop.awaitStatus(
        "shop",
        status ->
            assertThat(OperatorPlanIT.plan(status).objects().getLast().fields())
                .isEqualTo(
                    new PlanStatus.PlannedFields(
                        List.of("spec.ports[https]"), List.of(), List.of())));
  }

  @Test
  void deletedItLeavesNothingAndHasChangedNothing() {
    shop.applyDeployment(Shop.INIT_CONTAINERS);
    shop.applyService("shop", Shop.UNNAMED);
    List<HasMetadata> before = plans.objects();
    Map<String, Object> deployment = userFields(shop.deployment());
    String version = shop.service("shop").getMetadata().getResourceVersion();

    shop.applyUpgrade("shop", "stage: Plan");
    plans.awaitPlanned("shop");
    shop.deleteUpgrade("shop");

    assertThat(RealChanges.between(before, plans.objects())).isEmpty();
    assertThat(userFields(shop.deployment())).isEqualTo(deployment);
    assertThat(shop.service("shop").getMetadata().getResourceVersion()).isEqualTo(version);
    assertThat(operator.writes(shop.namespace)).allMatch(OperatorPlanIT::isNoChange);
  }

  @Test
  void anUpgradedWorkloadIsRestoredInStagePlanToo() {
    shop.applyDeployment(Shop.INIT_CONTAINERS);
    shop.applyService("shop", Shop.UNNAMED);
    Map<String, Object> deployment = userFields(shop.deployment());
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    shop.applyUpgrade("shop", "stage: Plan\n  http: {hsts: {maxAge: 1h}}");
    plans.awaitPlanned("shop");

    shop.deleteUpgrade("shop");

    assertThat(userFields(shop.deployment())).isEqualTo(deployment);
    assertThat(shop.portsOf("shop")).containsExactly("null 80 8080");
  }

  private List<String> writesAfter(List<String> former) {
    List<String> all = operator.writes(shop.namespace);
    return all.subList(former.size(), all.size());
  }
}
