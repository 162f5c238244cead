package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Answer;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.KeyPairs;
import dev.httpsupgrade.e2e.harness.LoadReport;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each source of certificates, as its example has it, one after the other under load. */
@ClusterTest
@Order(61)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CertificateSourcesE2E {

  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final String OPERATORS = "httpbin";
  private static final int RATE = 100;
  private static final Duration SOON = Duration.ofSeconds(30);

  private final TestNamespace namespace;
  private final Workload workload;
  private final Upgrade shop;
  private final KeyPairs ownCa;
  private final KeyPairs vendor;
  private ClientPod load;
  private ClientPod observer;
  private String operatorsCa = "";
  private Map<String, Integer> restarts = Map.of();

  CertificateSourcesE2E(TestNamespace namespace) {
    this.namespace = namespace;
    workload = namespace.workload("shop");
    shop = namespace.upgrade("shop");
    ownCa = new KeyPairs(namespace.host("shop"));
    vendor = new KeyPairs(namespace.host("shop"));
  }

  @BeforeAll
  void upgradeUnderLoad() throws IOException {
    namespace.create("shop.yaml");
    namespace.client().resource(ownCa.authority().in("shop-ca")).create();
    namespace.client().resource(vendor.good().in("shop-own")).create();
    load = namespace.startClient("load");
    observer = namespace.startClient("observer");
    applyExample(OPERATORS);
    shop.awaitReady();
    workload.awaitRolledOut();
    operatorsCa = shop.ca();
    restarts = workload.restarts();
    String url = namespace.host("shop") + "/get";
    load.startLoad("http://" + url, "https://" + url, RATE);
    load.joinHttps(operatorsCa + ownCa.ca() + vendor.ca());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"own-ca", "own-certificate", OPERATORS, "own-certificate", "own-ca"})
  @Order(1)
  void theExampleIsServedByEveryPodWithoutARestart(String example) throws IOException {
    applyExample(example);

    Awaits.within(
        SOON,
        () ->
            assertThat(shop.status().at("/certificate/source").asText())
                .startsWith(source(example)));
    shop.awaitReady();
    assertServed(
        switch (example) {
          case "own-ca" -> ownCa.ca();
          case "own-certificate" -> vendor.ca();
          default -> operatorsCa;
        });
    assertThat(workload.restarts()).isEqualTo(restarts);
  }

  @Test
  @Order(2)
  void noRequestWasLost() {
    LoadReport report = load.stopLoad();
    System.out.println("CertificateSourcesE2E: " + report.summary());
    assertThat(report.failures()).as("requests lost").isEmpty();
    assertThat(report.ok("https new")).isPositive();
  }

  private static String source(String example) {
    return switch (example) {
      case "own-ca" -> "ca/";
      case "own-certificate" -> "secret/";
      default -> "operatorCA";
    };
  }

  private void applyExample(String example) throws IOException {
    namespace.kubectlApply(
        Files.readString(EXAMPLES.resolve(example).resolve("https-upgrade.yaml"))
            .replace("httpbin", "shop")
            .replace("namespace: demo", "namespace: " + namespace.name()));
  }

  /** Clients need not trust anything else. */
  private void assertServed(String ca) {
    String url = "https://" + namespace.host("shop") + "/get";
    Awaits.within(
        SOON,
        () ->
            assertThat(workload.podAddresses())
                .hasSize(2)
                .allSatisfy(address -> {
                  Answer answer = observer.fetch(url, "--ca", ca, "--connect", address + ":8443");
                  assertThat(answer.error()).isEmpty();
                  assertThat(answer.serialNumber()).isEqualTo(shop.serialNumber());
                }));
  }
}
