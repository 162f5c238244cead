package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.AuditEntry;
import dev.httpsupgrade.e2e.harness.AuditLog;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Condition;
import dev.httpsupgrade.e2e.harness.LoadReport;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The plain port of a Service, which {@code kubectl apply} owns, is taken, set back by its owner,
 * and given back, under load. Beside it one that {@code kubectl apply --server-side} owns.
 */
@ClusterTest
@Order(30)
final class TakeoverE2E {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final int RATE = 100;

  private static final String SHOP = "shop";
  private static final String SERVER_SIDE = "server-side";
  private static final List<String> ALL = List.of(SHOP, SERVER_SIDE);
  private static final int APP_PORT = 8080;
  private static final int SIDECAR_PORT = 8443;

  private final TestNamespace namespace;
  private final Originals originals;
  private ClientPod load;

  TakeoverE2E(TestNamespace namespace) {
    this.namespace = namespace;
    originals = namespace.originals();
  }

  @BeforeAll
  void upgradeUnderLoad() {
    applyManifests();
    load = namespace.startClient("load");
    ALL.forEach(shop -> namespace.workload(shop).awaitRolledOut());
    ALL.forEach(shop -> originals.with("apps/v1", "Deployment", shop).with("v1", "Service", shop));
    String host = namespace.host(SHOP);
    load.startLoad("http://" + host + "/get", "https://" + host + "/get", RATE);
    ALL.forEach(shop -> namespace.create("shop-upgrade.yaml", shop));
    ALL.forEach(shop -> namespace.upgrade(shop).awaitReady());
    load.joinHttps(namespace.upgrade(SHOP).ca());
  }

  @Test
  @Order(1)
  void aPortThatSomebodyOwnsIsNotTakenWithoutForce() {
    setTakeover("Unowned");

    assertThat(awaitReady("False", "Conflict").message())
        .contains(
            "targetPort of port 80 of Service shop is owned by field manager kubectl-client-side-apply");
    awaitPlainPort(SHOP, APP_PORT);
    assertNoWrites();
  }

  @Test
  @Order(2)
  void withForceItLeadsThroughTheSidecar() {
    setTakeover("Force");

    ALL.forEach(shop -> namespace.upgrade(shop).awaitReady());
    ALL.forEach(shop -> awaitPlainPort(shop, SIDECAR_PORT));
    assertNoWrites();
  }

  @Test
  @Order(3)
  void anOwnerThatSetsItBackTwiceIsNotFought() {
    applyManifest();
    Awaits.within(LIMIT, () -> assertThat(formerTargets()).contains("\"again\":true"));
    awaitPlainPort(SHOP, SIDECAR_PORT);

    applyManifest();

    assertThat(awaitReady("False", "Contested").message())
        .contains("set back twice within a minute by field manager kubectl-client-side-apply");
    assertThat(namespace.upgrade(SHOP).condition("Degraded").reason()).isEqualTo("Contested");
    awaitPlainPort(SHOP, APP_PORT);
    assertNoWrites();
  }

  @Test
  @Order(4)
  void itIsTakenAgainWhenTheSpecIsSetAnew() {
    setTakeover("None");
    ALL.forEach(shop -> namespace.upgrade(shop).awaitReady());
    ALL.forEach(shop -> awaitPlainPort(shop, APP_PORT));

    setTakeover("Force");

    ALL.forEach(shop -> namespace.upgrade(shop).awaitReady());
    ALL.forEach(shop -> awaitPlainPort(shop, SIDECAR_PORT));
  }

  @Test
  @Order(5)
  void allIsAsItWasAfterRemovalAndNoRequestWasLost() {
    load.leaveHttps();

    ALL.forEach(shop -> namespace.upgrade(shop).delete());

    ALL.forEach(shop -> namespace.upgrade(shop).awaitGone());
    ALL.forEach(shop -> namespace.workload(shop).awaitRolledOut());
    ALL.forEach(shop -> awaitPlainPort(shop, APP_PORT));
    LoadReport report = load.stopLoad();
    System.out.println("TakeoverE2E: " + report.summary());
    assertThat(report.failures()).as("requests lost").isEmpty();
    assertThat(originals.differences()).isEmpty();
  }

  private void applyManifests() {
    applyManifest();
    namespace.kubectlApply(namespace.text("shop.yaml").replace(SHOP, SERVER_SIDE), "--server-side");
  }

  private void applyManifest() {
    namespace.kubectlApply(namespace.text("shop.yaml"));
  }

  private void setTakeover(String takeover) {
    ALL.forEach(shop ->
        namespace
            .upgrade(shop)
            .patchSpec("{\"services\":{\"takeover\":\"%s\"}}".formatted(takeover)));
  }

  private String formerTargets() {
    return namespace.kubectl(
        "get",
        "service",
        SHOP,
        "-o=jsonpath={.metadata.annotations.httpsupgrade\\.dev/former-target-ports}");
  }

  private Condition awaitReady(String status, String reason) {
    return namespace.upgrade(SHOP).awaitCondition(LIMIT, "Ready", status, reason);
  }

  /** Where kube-proxy sends what comes to port 80. */
  private void awaitPlainPort(String service, int port) {
    String ports = "-o=jsonpath={.items[*].ports[?(@.port==%d)].name}".formatted(port);
    String name = "-o=jsonpath={.spec.ports[?(@.port==80)].name}";
    Awaits.within(
        LIMIT,
        () ->
            assertThat(
                    namespace
                        .kubectl(
                            "get",
                            "endpointslices",
                            "--selector=kubernetes.io/service-name=" + service,
                            ports)
                        .split(" "))
                .as("ports of the endpoints of %s that lead to %d", service, port)
                .contains(namespace.kubectl("get", "service", service, name)));
  }

  private void assertNoWrites() {
    AuditLog audit = namespace.cluster().auditLog();
    Awaits.within(
        LIMIT,
        () ->
            assertThat(
                    audit.of(Operator.USER, Instant.now().minus(QUIET)).stream()
                        .filter(AuditEntry::mutates)
                        .filter(entry -> entry.namespace().equals(namespace.name())))
                .as("mutating requests of the operator in the last %s", QUIET)
                .isEmpty());
  }
}
