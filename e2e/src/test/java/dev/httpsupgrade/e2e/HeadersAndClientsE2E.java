package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Answer;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.KeyPairs;
import dev.httpsupgrade.e2e.harness.KeyPairs.Pair;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The example of headers and clients, and what its options change while the pods go on. */
@ClusterTest
@Order(100)
final class HeadersAndClientsE2E {

  private static final Path EXAMPLE = Path.of("../examples/headers-and-clients/https-upgrade.yaml");

  /** Until a change has come to all pods. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private final TestNamespace namespace;
  private final Workload workload;
  private final Upgrade shop;
  private final KeyPairs authority = new KeyPairs("alice");
  private final KeyPairs nextAuthority = new KeyPairs("bob");
  private final Pair alice = authority.client();
  private final Pair bob = nextAuthority.client();
  private ClientPod client;
  private Map<String, Integer> restarts;

  HeadersAndClientsE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.workload = namespace.workload("shop");
    this.shop = namespace.upgrade("shop");
  }

  @BeforeAll
  void applyTheExample() throws IOException {
    namespace.create("shop.yaml");
    client = namespace.startClient("client");
    namespace.client().resource(trusting(authority)).create();
    namespace.kubectlApply(
        Files.readString(EXAMPLE)
            .replace("httpbin", "shop")
            .replace("namespace: demo", "namespace: " + namespace.name()));
    shop.awaitReady();
    workload.awaitRolledOut();
    restarts = workload.restarts();
  }

  @Test
  @Order(1)
  void browsersAreToldToStayWithHttps() {
    assertThat(ask("/get").header("strict-transport-security")).isEqualTo("max-age=300");
    assertThat(ask("/get").header("x-content-type-options")).isEqualTo("nosniff");
  }

  @Test
  @Order(2)
  void theAppLearnsWhoAClientIsThatShowsACertificate() {
    assertThat(ask("/headers", alice).body())
        .contains("X-Forwarded-Client-Cert")
        .containsPattern("Hash=[0-9a-f]{64};Subject=\\\\\"CN=alice\\\\\"");
    assertThat(ask("/headers").body()).doesNotContain("X-Forwarded-Client-Cert");
  }

  @Test
  @Order(3)
  void whereACertificateIsRequiredNobodyGetsInWithoutOne() {
    shop.patchSpec("{\"tls\": {\"clientAuth\": {\"mode\": \"Required\"}}}");

    everyPod(address -> assertThat(refused(address)).isTrue());
    everyPod(address -> assertThat(refused(address, alice)).isFalse());
    assertThat(workload.restarts()).isEqualTo(restarts);
  }

  @Test
  @Order(4)
  void whenTheTrustChangesOtherClientsGetIn() {
    assertThat(refused(workload.podAddresses().getFirst(), bob)).isTrue();

    namespace.client().resource(trusting(nextAuthority)).update();

    everyPod(address -> assertThat(refused(address, bob)).isFalse());
    everyPod(address -> assertThat(refused(address, alice)).isTrue());
    assertThat(workload.restarts()).isEqualTo(restarts);
  }

  @Test
  @Order(5)
  void aRequestIsALineInTheSidecarsLog() {
    shop.patchSpec("{\"http\": {\"accessLog\": {\"oneIn\": 1}}}");

    Awaits.within(
        SOON,
        () -> {
          ask("/anything/found-in-the-log", bob);
          assertThat(
                  namespace.kubectl(
                      "logs",
                      "--selector=app=shop",
                      "--container=" + Workload.SIDECAR,
                      "--tail=-1"))
              .containsPattern("(?m)^\\{.*/anything/found-in-the-log.*\\}$");
        });
    assertThat(workload.restarts()).isEqualTo(restarts);
  }

  private ConfigMap trusting(KeyPairs pairs) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("shop-clients")
        .withNamespace(namespace.name())
        .endMetadata()
        .addToData("ca.crt", pairs.ca())
        .build();
  }

  private void everyPod(Consumer<String> check) {
    Awaits.within(SOON, () -> assertThat(workload.podAddresses()).hasSize(2).allSatisfy(check));
  }

  /** Whether the handshake fails for a client that shows this, or nothing. */
  private boolean refused(String address, Pair... shown) {
    Answer answer = fetch("/get", address + ":8443", shown);
    assertThat(answer.status()).as("%s", answer.json()).isIn(0, 200);
    return answer.status() == 0 && answer.error().contains("SSL");
  }

  private Answer ask(String path, Pair... shown) {
    Answer answer = fetch(path, namespace.host("shop") + ":443", shown);
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    return answer;
  }

  private Answer fetch(String path, String peer, Pair... shown) {
    var options = new ArrayList<>(List.of("--ca", shop.ca(), "--connect", peer));
    for (Pair pair : shown) {
      options.addAll(List.of("--cert", pair.certificate(), "--key", pair.key()));
    }
    return client.fetch("https://" + namespace.host("shop") + path, options.toArray(String[]::new));
  }
}
