package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.SidecarStatus;
import dev.httpsupgrade.operator.api.v1alpha1.UpdatePolicy;
import dev.httpsupgrade.operator.certificate.CaLife;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an update heeds in the cluster, on the real API server. */
@ExtendWith(ControlPlane.Extension.class)
final class OperatorBudgetIT {

  /** The operator which tests share must not act on what these are about. */
  private static final String MINE = "budgeted";

  private static final String NEWER = "example.com/sidecar:2.0.0";
  private static final Duration SOON = Duration.ofSeconds(60);

  private final ControlPlane controlPlane;
  private final Shop shop;

  OperatorBudgetIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    shop = new Shop(controlPlane, MINE);
  }

  @Test
  void anUpdateWaitsWhilePodsOfABudgetAreNotHealthy() {
    try (var operator =
        new RunningOperator(controlPlane, "before the budget", GoldenCase.SETTINGS, MINE)) {
      begin(shop);
      assertThat(operator.writes(shop.namespace)).isNotEmpty();
    }
    applyBudget(1);

    try (var operator = new RunningOperator(controlPlane, "heeds the budget", newer(5), MINE)) {
      shop.awaitStatus(
          "shop",
          status ->
              assertThat(waitsFor(status.sidecar()))
                  .startsWith(
                      "NoDisruptionAllowed: PodDisruptionBudget shop allows no disruption"));
      shop.awaitReady("shop");
      int writes = operator.writes(shop.namespace).size();
      for (int i = 0; i < 3; i++) {
        operator.lookAgain(shop, i);
      }
      assertThat(operator.writes(shop.namespace)).as("while it waits").hasSize(writes);

      applyBudget(2);
      shop.awaitStatus(
          "shop", SOON, status -> assertThat(served(status.sidecar())).isEqualTo(NEWER));
    }
  }

  @Test
  void anUpdateWaitsForOneThatDoesNotComeToItsEnd() {
    var other = new Shop(controlPlane, MINE);
    try (var operator =
        new RunningOperator(controlPlane, "before the updates", GoldenCase.SETTINGS, MINE)) {
      begin(shop);
      begin(other);
      assertThat(operator.writes(shop.namespace)).isNotEmpty();
    }
    shop.applyUpgrade("shop", "sidecar: {update: {policy: Manual}}");
    // Without a controller of Deployments the rollout of one with a pod gets no further.
    scale(other, 1);
    String former = image(shop);

    try (var operator = new RunningOperator(controlPlane, "one at a time", newer(1), MINE)) {
      await().atMost(SOON).until(() -> image(other).equals(NEWER));
      shop.applyUpgrade("shop", "sidecar: {update: {policy: Auto}}");
      shop.awaitStatus("shop", SOON, OperatorBudgetIT::assertWaitsForOthers);
      assertThat(operator.looks(shop.namespace)).isPositive();
    }
    try (var operator = new RunningOperator(controlPlane, "after a restart", newer(1), MINE)) {
      for (int i = 0; i < 3; i++) {
        operator.lookAgain(shop, i);
      }
      shop.awaitStatus("shop", SOON, OperatorBudgetIT::assertWaitsForOthers);
      assertThat(operator.writes(shop.namespace)).as("while it waits").isEmpty();
      assertThat(image(shop)).isEqualTo(former);

      scale(other, 0);
      shop.awaitStatus(
          "shop", SOON, status -> assertThat(served(status.sidecar())).isEqualTo(NEWER));
      other.awaitStatus(
          "shop", SOON, status -> assertThat(served(status.sidecar())).isEqualTo(NEWER));
    }
  }

  private static void assertWaitsForOthers(HttpsUpgradeStatus status) {
    assertThat(waitsFor(status.sidecar())).startsWith("OthersFirst: ");
    assertThat(Shop.condition(status, "Ready")).startsWith("True ");
  }

  private static OperatorSettings newer(int atATime) {
    return settings(NEWER, atATime);
  }

  private static OperatorSettings settings(String image, int atATime) {
    return new OperatorSettings(
        new OperatorSettings.Replica("https-upgrade-system", "operator-0"),
        Set.of(),
        image,
        new OperatorSettings.Cluster("cluster.local", true),
        new OperatorSettings.Rollouts(Duration.ofSeconds(30), UpdatePolicy.Auto, atATime),
        CaLife.DEFAULT);
  }

  private static void begin(Shop shop) {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
  }

  private void applyBudget(int healthy) {
    shop.apply(
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: shop}
        spec: {maxUnavailable: 1, selector: {matchLabels: {app: shop}}}
        """);
    controlPlane
        .client()
        .policy()
        .v1()
        .podDisruptionBudget()
        .inNamespace(shop.namespace)
        .withName("shop")
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"observedGeneration\":1,\"disruptionsAllowed\":%d,\"currentHealthy\":%d,\"desiredHealthy\":1,\"expectedPods\":2}}"
                .formatted(healthy - 1, healthy));
  }

  private void scale(Shop shop, int replicas) {
    controlPlane.client().resource(shop.deployment()).scale(replicas);
  }

  private static String waitsFor(@Nullable SidecarStatus sidecar) {
    var update = Objects.requireNonNull(sidecar).update();
    return update == null ? "" : update.reason() + ": " + update.message();
  }

  private static String served(@Nullable SidecarStatus sidecar) {
    return Objects.requireNonNull(sidecar).image();
  }

  private static String image(Shop shop) {
    return shop.deployment()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getInitContainers()
        .getFirst()
        .getImage();
  }
}
