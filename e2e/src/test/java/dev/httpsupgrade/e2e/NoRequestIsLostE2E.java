package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Answer;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.LoadReport;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Under constant load through a Service with one unnamed port, of which half is over HTTPS as soon
 * as there is HTTPS, and half on new connections.
 */
@ClusterTest
@Order(20)
final class NoRequestIsLostE2E {

  private static final int RATE = 200;

  private final TestNamespace namespace;
  private final Workload workload;
  private final Upgrade shop;
  private final SoftAssertions lost = new SoftAssertions();
  private ClientPod load;
  private ClientPod observer;
  private LoadReport before;

  NoRequestIsLostE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.workload = namespace.workload("shop");
    this.shop = namespace.upgrade("shop");
  }

  @BeforeAll
  void startLoad() {
    namespace.create("shop.yaml");
    load = namespace.startClient("load");
    observer = namespace.startClient("observer");
    workload.awaitRolledOut();
    String host = namespace.host("shop");
    load.startLoad("http://" + host + "/get", "https://" + host + "/get", RATE);
    before = load.loadReport();
  }

  @Test
  void byUpgradeRenewalConfigurationAndRemoval() {
    phase("plain, before", () -> {});
    phase("upgrade", this::upgrade);
    phase("plain and HTTPS", () -> load.joinHttps(shop.ca()));
    phase("certificate renewal", () -> renew("{\"duration\":\"2000h\",\"operatorCA\":{}}"));
    phase("RSA key", () -> renew("{\"privateKey\":{\"algorithm\":\"RSA\"}}"));
    phase("TLS settings", this::forbidTls12);
    phase("sidecar resources and port", this::changeResourcesAndPort);
    load.leaveHttps();
    phase("removal", this::remove);

    LoadReport total = load.stopLoad();
    System.out.println("NoRequestIsLostE2E: " + total.summary());
    lost.assertAll();
    assertThat(total.sent()).isGreaterThan(total.seconds() * RATE * 95 / 100);
    assertThat(total.ok("https new")).isGreaterThan(500);
    assertThat(total.ok("https reused")).isGreaterThan(500);
  }

  /** Changes something, and lets the load go on for a while before counting. */
  private void phase(String name, Runnable change) {
    change.run();
    long enough = load.loadReport().sent() + 2 * RATE;
    Awaits.within(
        Duration.ofSeconds(10),
        () -> assertThat(load.loadReport().sent()).isGreaterThanOrEqualTo(enough));
    LoadReport after = load.loadReport();
    long failed = after.failed() - before.failed();
    List<LoadReport.Failure> failures =
        after.failures().stream().skip(before.failures().size()).limit(20).toList();
    System.out.printf(
        "NoRequestIsLostE2E: %s: %d requests in %d s, %d failed %s%n",
        name,
        after.sent() - before.sent(),
        after.seconds() - before.seconds(),
        failed,
        failures.stream().limit(5).toList());
    lost.assertThat(failed).as("requests lost in phase %s: %s", name, failures).isZero();
    before = after;
  }

  private void upgrade() {
    namespace.create("shop-upgrade.yaml");
    shop.awaitReady();
  }

  private void renew(String certificate) {
    BigInteger former = shop.serialNumber();
    shop.patchSpec("{\"certificate\":%s}".formatted(certificate));
    shop.awaitReady();
    assertThat(shop.serialNumber()).isNotEqualTo(former);
    everyPod(address ->
        assertThat(fetch(address).serialNumber())
            .as("serial number that %s serves", address)
            .isEqualTo(shop.serialNumber()));
  }

  private void forbidTls12() {
    var restarts = workload.restarts();
    shop.patchSpec("{\"tls\":{\"minVersion\":\"1.3\"},\"sidecar\":{\"logLevel\":\"debug\"}}");
    everyPod(address -> assertThat(fetch(address, "--tls", "1.2").error()).isNotEmpty());
    shop.awaitReady();
    assertThat(workload.restarts()).isEqualTo(restarts);
  }

  private void changeResourcesAndPort() {
    shop.patchSpec(
        """
        {"sidecar": {"resources": {"requests": {"memory": "100Mi"}}},
         "ports": [{"name": "https", "appPort": 8080, "securePort": 9443}]}
        """);
    shop.awaitReady();
    workload.awaitRolledOut();
  }

  private void remove() {
    shop.delete();
    shop.awaitGone();
    workload.awaitRolledOut();
    assertThat(workload.hasSidecar()).isFalse();
  }

  private void everyPod(Consumer<String> check) {
    Awaits.within(
        Duration.ofSeconds(30), () -> assertThat(workload.podAddresses()).allSatisfy(check));
  }

  private Answer fetch(String address, String... options) {
    var all = new ArrayList<>(List.of("--connect", address + ":8443"));
    all.addAll(List.of(options));
    return observer.fetch("https://" + namespace.host("shop") + "/get", all.toArray(String[]::new));
  }
}
