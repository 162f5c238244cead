package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.LoadReport;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** {@code kubectl rollout undo} takes the sidecar out: once it is brought back, then it is told. */
@ClusterTest
@Order(47)
final class RolloutUndoE2E {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int RATE = 20;

  private final TestNamespace namespace;
  private final Workload workload;
  private final Upgrade upgrade;
  private ClientPod load;

  RolloutUndoE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.workload = namespace.workload("shop");
    this.upgrade = namespace.upgrade("shop");
  }

  @BeforeAll
  void upgradeUnderPlainLoad() {
    namespace.create("shop.yaml");
    workload.awaitRolledOut();
    load = namespace.startClient("load");
    String host = namespace.host("shop");
    load.startLoad("http://" + host + "/get", "https://" + host + "/get", RATE);
    namespace.create("shop-upgrade.yaml");
    upgrade.awaitReady();
  }

  @Test
  @Order(1)
  void theFirstOneIsFollowedByAnInjection() {
    long generation = workload.generation();

    undo();

    Awaits.within(LIMIT, () -> assertThat(workload.generation()).isEqualTo(generation + 2));
    upgrade.awaitReady();
    assertThat(workload.hasSidecar()).isTrue();
  }

  @Test
  @Order(2)
  void theNextOneIsLeftAloneAndTold() {
    undo();

    String told = upgrade.awaitCondition(LIMIT, "Degraded", "True", "SidecarRemoved").message();
    assertThat(told).contains("took the sidecar out", "httpsupgrade.dev/retry");
    workload.awaitRolledOut();
    assertThat(workload.hasSidecar()).isFalse();
    assertThat(namespace.kubectl("get", "events.v1.events.k8s.io")).contains("SidecarRemoved");
  }

  @Test
  @Order(3)
  void theRetryThatIsAdvisedBringsItBackAndNoPlainRequestWasLost() {
    namespace.kubectl(
        "annotate", "httpsupgrade", "shop", "--overwrite", "httpsupgrade.dev/retry=1");

    Awaits.within(LIMIT, () -> assertThat(workload.hasSidecar()).isTrue());
    upgrade.awaitReady();
    LoadReport report = load.stopLoad();
    System.out.println("RolloutUndoE2E: " + report.summary());
    assertThat(report.sent()).isGreaterThan(report.seconds() * RATE / 2);
    assertThat(report.failures()).isEmpty();
  }

  private void undo() {
    workload.awaitRolledOut();
    namespace.kubectl("rollout", "undo", "deployment/shop");
  }
}
