package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.LoadReport;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A sidecar that can't start, under load: what became of it is taken back, and told. */
@ClusterTest
@Order(46)
final class FailedRolloutE2E {

  private static final Duration ROLLOUT = Duration.ofSeconds(90);
  private static final int RATE = 20;

  private final TestNamespace namespace;
  private final Upgrade shop;
  private final Upgrade store;
  private ClientPod shopLoad;
  private ClientPod storeLoad;
  private Originals originals;

  FailedRolloutE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.shop = namespace.upgrade("shop");
    this.store = namespace.upgrade("store");
  }

  @BeforeAll
  void startLoad() {
    namespace.create("failing.yaml");
    shopLoad = namespace.startClient("shop-load");
    storeLoad = namespace.startClient("store-load");
    namespace.workload("shop").awaitRolledOut();
    awaitStoreServes();
    originals =
        namespace
            .originals()
            .with("apps/v1", "Deployment", "shop")
            .with("v1", "Service", "shop")
            .with("apps/v1", "StatefulSet", "store")
            .with("v1", "Service", "store");
    startLoad(shopLoad, "shop");
    startLoad(storeLoad, "store");
  }

  @Test
  @Order(1)
  void isToldInThePodsWordsAndTakenBack() {
    namespace.create("failing-upgrades.yaml");

    for (Upgrade upgrade : new Upgrade[] {shop, store}) {
      upgrade.awaitCondition(ROLLOUT, "Injected", "False", "RolloutFailed");
      assertThat(upgrade.condition("Degraded").message())
          .contains("the sidecar was taken out of the pod template again")
          .contains("Unschedulable")
          .contains("Insufficient cpu");
    }
    assertThat(originals.differences()).isEmpty();
  }

  @Test
  @Order(2)
  void thePodThatAStatefulSetWaitsForIsReplaced() {
    awaitStoreServes();
    namespace.workload("shop").awaitRolledOut();

    assertThat(store.condition("Degraded").status()).isEqualTo("True");
  }

  @Test
  @Order(3)
  void noRequestIsLost() {
    for (ClientPod load : new ClientPod[] {shopLoad, storeLoad}) {
      LoadReport report = load.stopLoad();
      assertThat(report.sent()).isGreaterThan(report.seconds() * RATE * 9 / 10);
      assertThat(report.failed()).as(report.failures().toString()).isZero();
    }
  }

  @Test
  @Order(4)
  void aChangeOfTheSpecIsAnotherTry() {
    shop.patchSpec("{\"sidecar\":{\"resources\":{\"requests\":{\"cpu\":\"25m\"}}}}");

    shop.awaitReady();

    assertThat(shop.conditions()).noneMatch(condition -> condition.type().equals("Degraded"));
  }

  private void startLoad(ClientPod client, String service) {
    String host = namespace.host(service);
    client.startLoad("http://" + host + "/get", "https://" + host + "/get", RATE);
  }

  private void awaitStoreServes() {
    for (String pod : new String[] {"store-0", "store-1"}) {
      Awaits.within(
          ROLLOUT,
          () ->
              assertThat(namespace.client().pods().withName(pod).isReady())
                  .as("pod %s is ready", pod)
                  .isTrue());
    }
  }
}
