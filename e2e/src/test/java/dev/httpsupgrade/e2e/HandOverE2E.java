package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.AuditEntry;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.LoadReport;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The replica that acts ends, one way or the other, under constant load; another one goes on. */
@ClusterTest
@Order(55)
final class HandOverE2E {

  private static final int RATE = 100;

  private final TestNamespace namespace;
  private final Operator operator;
  private final Workload workload;
  private final Upgrade shop;
  private ClientPod load;

  HandOverE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.operator = namespace.cluster().operator();
    this.workload = namespace.workload("shop");
    this.shop = namespace.upgrade("shop");
  }

  @BeforeAll
  void startLoad() {
    namespace.create("shop.yaml");
    load = namespace.startClient("load");
    workload.awaitRolledOut();
    operator.awaitReady();
    String host = namespace.host("shop");
    load.startLoad("http://" + host + "/get", "https://" + host + "/get", RATE);
  }

  @Test
  @Order(1)
  void aLeaderThatIsToldToEndInTheMiddleOfAnUpgradeHandsOverAtOnce() {
    namespace.create("shop-upgrade.yaml");
    awaitSidecar(true);

    Operator.HandOver handOver = operator.stopLeader();

    System.out.println("HandOverE2E: told to end: " + handOver);
    shop.awaitReady();
    assertNoneFailed();
    givePatienceToClients();
  }

  @Test
  @Order(2)
  void aChangeOfTheLeaderAtRestWritesNothingButLeasesAndRestartsNothing() {
    load.joinHttps(shop.ca());
    operator.awaitReady();
    workload.awaitRolledOut();
    var restarts = workload.restarts();
    Instant since = Instant.now();

    operator.stopLeader();
    operator.awaitReady();
    Awaits.observe(Duration.ofSeconds(5));

    assertThat(
            namespace.cluster().auditLog().of(Operator.USER, since).stream()
                .filter(AuditEntry::mutates)
                .filter(entry ->
                    Set.of(namespace.name(), Operator.NAMESPACE, "").contains(entry.namespace()))
                .filter(entry -> !entry.resource().equals("leases")))
        .as("mutating requests of the operator")
        .isEmpty();
    assertThat(workload.restarts()).isEqualTo(restarts);
  }

  @Test
  @Order(3)
  void aLeaderThatIsKilledInTheMiddleOfARenewalLosesNothing() {
    BigInteger former = shop.serialNumber();
    shop.patchSpec("{\"certificate\":{\"duration\":\"2000h\",\"operatorCA\":{}}}");

    namespace.cluster().faults().kill(operator.leadingContainer());

    shop.awaitReady();
    assertThat(shop.serialNumber()).isNotEqualTo(former);
    assertNoneFailed();
  }

  @Test
  @Order(4)
  void aLeaderThatIsKilledInTheMiddleOfARemovalLosesNothing() {
    operator.awaitReady();
    load.leaveHttps();
    shop.delete();
    namespace
        .client()
        .services()
        .withName("shop")
        .waitUntilCondition(
            service -> service != null && service.getSpec().getPorts().size() == 1,
            30,
            TimeUnit.SECONDS);

    namespace.cluster().faults().kill(operator.leadingContainer());

    shop.awaitGone();
    workload.awaitRolledOut();
    assertThat(workload.hasSidecar()).isFalse();
    LoadReport total = load.stopLoad();
    System.out.println("HandOverE2E: " + total.summary());
    assertThat(total.failures()).isEmpty();
    assertThat(total.ok("https new")).isGreaterThan(100);
    operator.awaitReady();
  }

  /**
   * On a busy machine the client itself may need longer than the default of 10 seconds from its
   * connect to its first byte; the app has such a setting, too.
   */
  private void givePatienceToClients() {
    shop.patchSpec("{\"limits\":{\"timeouts\":{\"handshake\":\"1m\"}}}");
    shop.awaitReady();
  }

  private void awaitSidecar(boolean there) {
    namespace
        .client()
        .apps()
        .deployments()
        .withName("shop")
        .waitUntilCondition(
            deployment -> Workload.hasSidecar(deployment) == there, 30, TimeUnit.SECONDS);
  }

  private void assertNoneFailed() {
    assertThat(load.loadReport().failures()).as("failed requests").isEmpty();
  }
}
