package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Deployments that replace their pods in no way that loses nothing, or not at all. */
@ClusterTest
@Order(46)
final class StrategiesE2E {

  private static final Duration ROLLOUT = Duration.ofSeconds(90);
  private static final List<String> SHOPS = List.of("recreate", "scarce", "paused", "empty");

  private static final String ONE = "\"replicas\": 1";
  private static final String NONE = "\"replicas\": 0";
  private static final String PAUSED = "\"paused\": true";
  private static final String RESUMED = "\"paused\": false";

  private final TestNamespace namespace;
  private Originals originals;

  StrategiesE2E(TestNamespace namespace) {
    this.namespace = namespace;
  }

  @BeforeAll
  void upgradeAll() {
    SHOPS.forEach(name -> namespace.create("shop.yaml", name));
    edit("recreate", ONE + ", \"strategy\": {\"type\": \"Recreate\", \"rollingUpdate\": null}");
    edit(
        "scarce",
        ONE + ", \"strategy\": {\"rollingUpdate\": {\"maxSurge\": 0, \"maxUnavailable\": 1}}");
    edit("paused", ONE + ", " + PAUSED);
    edit("empty", NONE);
    Awaits.within(
        ROLLOUT,
        () -> {
          assertThat(available("recreate")).isEqualTo(1);
          assertThat(available("scarce")).isEqualTo(1);
          assertThat(available("paused")).isEqualTo(1);
          assertThat(available("empty")).isZero();
        });
    originals = namespace.originals();
    for (String name : SHOPS) {
      originals.with("apps/v1", "Deployment", name).with("v1", "Service", name);
      namespace.create("shop-upgrade.yaml", name);
    }
  }

  @Test
  @Order(1)
  void onesThatEndTheirOnlyPodBeforeTheNextOneStartsAreUpgraded() {
    for (String name : List.of("recreate", "scarce")) {
      namespace.upgrade(name).awaitReady();

      assertThat(serving(name)).isEqualTo(1);
    }
  }

  @Test
  @Order(2)
  void oneWithoutPodsIsReadyAndItsPodsHaveTheSidecarWhenTheyCome() {
    namespace.upgrade("empty").awaitReady();

    edit("empty", ONE);

    Awaits.within(ROLLOUT, () -> assertThat(serving("empty")).isEqualTo(1));
    namespace.upgrade("empty").awaitReady();
    edit("empty", NONE);
  }

  @Test
  @Order(3)
  void onePausedSaysWhoHasToActAndGoesOnWhenItIsResumed() {
    Upgrade paused = namespace.upgrade("paused");
    assertThat(paused.awaitCondition(ROLLOUT, "RolloutComplete", "False", "").message())
        .contains("spec.paused: resume the Deployment");

    edit("paused", RESUMED);

    paused.awaitReady();
    edit("paused", PAUSED);
  }

  @Test
  @Order(4)
  void removalRestoresAllOnceThePausedOneIsResumed() {
    SHOPS.stream().map(namespace::upgrade).forEach(Upgrade::delete);
    namespace.upgrade("recreate").awaitGone();
    namespace.upgrade("scarce").awaitGone();
    namespace.upgrade("empty").awaitGone();
    Awaits.within(
        ROLLOUT,
        () ->
            assertThat(namespace.upgrade("paused").condition("Ready").message())
                .contains("spec.paused: resume the Deployment"));

    edit("paused", RESUMED);
    namespace.upgrade("paused").awaitGone();

    edit("paused", PAUSED);
    assertThat(originals.differences()).isEmpty();
  }

  /** A merge, not an update: the controller writes the status meanwhile. */
  private void edit(String name, String spec) {
    namespace
        .client()
        .apps()
        .deployments()
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {%s}}".formatted(spec));
  }

  private int available(String name) {
    Integer available =
        namespace
            .client()
            .apps()
            .deployments()
            .withName(name)
            .get()
            .getStatus()
            .getAvailableReplicas();
    return available == null ? 0 : available;
  }

  private int serving(String name) {
    return namespace.upgrade(name).status().at("/pods/serving").asInt();
  }
}
