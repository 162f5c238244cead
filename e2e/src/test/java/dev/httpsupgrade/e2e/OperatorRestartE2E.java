package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.AuditEntry;
import dev.httpsupgrade.e2e.harness.AuditLog;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.Cluster;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The operator may end at any moment. */
@ClusterTest
@Order(50)
final class OperatorRestartE2E {

  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final Duration AT_REST = Duration.ofSeconds(15);

  private final TestNamespace namespace;
  private final Cluster cluster;
  private final Operator operator;
  private final Workload calm;
  private final Workload stormy;
  private Originals originals;

  OperatorRestartE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.cluster = namespace.cluster();
    this.operator = cluster.operator();
    this.calm = namespace.workload("calm");
    this.stormy = namespace.workload("stormy");
  }

  @BeforeAll
  void upgradeOneUndisturbed() {
    namespace.create("shop.yaml", "calm");
    namespace.create("shop.yaml", "stormy");
    stormy.awaitRolledOut();
    originals =
        namespace
            .originals()
            .with("apps/v1", "Deployment", "stormy")
            .with("v1", "Service", "stormy");
    namespace.create("shop-upgrade.yaml", "calm");
    namespace.upgrade("calm").awaitReady();
  }

  @Test
  @Order(1)
  void killedInTheMiddleOfAnUpgradeItGetsToTheSameState() {
    // Given
    namespace.create("shop-upgrade.yaml", "stormy");
    namespace
        .client()
        .apps()
        .deployments()
        .withName("stormy")
        .waitUntilCondition(Workload::hasSidecar, 30, TimeUnit.SECONDS);

    // When
    Instant killed = Instant.now();
    operator.kill();
    operator.awaitLeader(killed);
    namespace.upgrade("stormy").awaitReady();

    // Then
    assertThat(templateOf(stormy)).isEqualTo(templateOf(calm));
    assertThat(portsOf("stormy")).isEqualTo(portsOf("calm"));
  }

  @Test
  @Order(2)
  void restartedInAFinishedStateItRestartsNoPodAndWritesNothingButItsLease() {
    // Given
    AuditLog audit = cluster.auditLog();
    calm.awaitRolledOut();
    stormy.awaitRolledOut();
    Awaits.within(
        Duration.ofSeconds(60),
        () -> assertThat(writes(audit, Instant.now().minus(QUIET))).isEmpty());
    var podsBefore = List.of(calm.restarts(), stormy.restarts());

    // When
    Instant stopped = Instant.now();
    operator.stop();
    operator.awaitLeader(stopped);
    Awaits.observe(AT_REST);

    // Then
    assertThat(writes(audit, stopped)).as("mutating requests of the operator").isEmpty();
    assertThat(List.of(calm.restarts(), stormy.restarts())).isEqualTo(podsBefore);
    assertThat(audit.of(Operator.USER, stopped))
        .as("requests of the operator, which show that it was at work")
        .anyMatch(entry -> entry.resource().equals("httpsupgrades"));
  }

  @Test
  @Order(3)
  void killedInTheMiddleOfARemovalItGetsToTheSameState() {
    // Given
    namespace.upgrade("stormy").delete();
    namespace
        .client()
        .services()
        .withName("stormy")
        .waitUntilCondition(
            service -> service != null && service.getSpec().getPorts().size() == 1,
            30,
            TimeUnit.SECONDS);

    // When
    Instant killed = Instant.now();
    operator.kill();
    operator.loseLease();
    operator.awaitLeader(killed);
    namespace.upgrade("stormy").awaitGone();

    // Then
    assertThat(originals.differences()).isEmpty();
  }

  /**
   * Of what is at rest: these upgrades and the operator itself; others on the cluster may not be.
   */
  private List<AuditEntry> writes(AuditLog audit, Instant since) {
    var atRest = Set.of(namespace.name(), Operator.NAMESPACE, "");
    return audit.of(Operator.USER, since).stream()
        .filter(AuditEntry::mutates)
        .filter(entry -> atRest.contains(entry.namespace()))
        .filter(entry ->
            !(entry.resource().equals("leases") && entry.namespace().equals(Operator.NAMESPACE)))
        .toList();
  }

  /** The pod template, without what differs between any two upgrades: names and the drain token. */
  private static String templateOf(Workload workload) {
    Container sidecar =
        workload.template().getSpec().getInitContainers().stream()
            .filter(container -> container.getName().equals(Workload.SIDECAR))
            .findFirst()
            .orElseThrow();
    String token =
        sidecar.getLifecycle().getPreStop().getHttpGet().getHttpHeaders().getFirst().getValue();
    return Serialization.asYaml(workload.template())
        .replaceAll(Pattern.quote(token), "(token)")
        .replace("stormy", "calm");
  }

  private String portsOf(String service) {
    return Serialization.asYaml(
        namespace.client().services().withName(service).get().getSpec().getPorts());
  }
}
