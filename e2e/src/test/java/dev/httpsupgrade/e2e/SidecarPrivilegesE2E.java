package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Answer;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sidecar tells, and what it holds. */
@ClusterTest
@Order(70)
final class SidecarPrivilegesE2E {

  private static final String TOKEN_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

  private final TestNamespace namespace;
  private final Workload workload;
  private final Upgrade shop;
  private ClientPod otherPod;
  private String admin;

  SidecarPrivilegesE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.workload = namespace.workload("shop");
    this.shop = namespace.upgrade("shop");
  }

  @BeforeAll
  void upgradeTheShop() {
    namespace.create("shop.yaml");
    otherPod = namespace.startClient("other");
    namespace.create("shop-upgrade.yaml");
    shop.awaitReady();
    workload.awaitRolledOut();
    admin = workload.podAddresses().getFirst() + ":18443";
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/readyz", "/startupz", "/metrics"})
  void anotherPodGetsHealthAndMetrics(String path) {
    Answer answer = otherPod.fetch("http://" + admin + path);

    assertThat(answer.error()).isEmpty();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("PRIVATE KEY");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /status, 403",
    "GET, /drain, 403",
    "POST, /drain, 403",
    "GET, /, 404",
    "GET, /config, 404",
    "GET, /sidecar.json, 404",
    "GET, /tls.key, 404",
    "GET, /etc/https-upgrade/tls.key, 404",
    "GET, /healthz/../etc/https-upgrade/tls.key, 404",
    "GET, /metrics/..%2f..%2fetc%2fpasswd, 404",
    "GET, /debug, 404",
    "GET, /env, 404",
    "GET, /heapdump, 404",
    "GET, /shutdown, 404",
    "GET, /quitquitquit, 404"
  })
  void anotherPodGetsNothingElse(String method, String path, int status) {
    Answer answer =
        otherPod.fetch(
            "http://" + admin + path, "--method", method, "--header", "X-Drain-Token: guessed");

    assertThat(answer.error()).isEmpty();
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).doesNotContain("PRIVATE KEY").doesNotContain("upstream");
  }

  @Test
  void overTlsTheStatusIsRefusedWithoutAnIdentity() {
    Answer answer = otherPod.fetch("https://" + admin + "/status");

    assertThat(answer.error()).isEmpty();
    assertThat(answer.status()).isEqualTo(403);
  }

  @Test
  void theCertificateOfAWorkloadIsNotTheOperatorsIdentity() {
    Answer answer =
        otherPod.fetch(
            "https://" + admin + "/status",
            "--cert",
            namespace.secret(shop.ownedName(), "tls.crt"),
            "--key",
            namespace.secret(shop.ownedName(), "tls.key"));

    // Refused by an answer or already in the handshake.
    assertThat(answer.status()).as("%s", answer.json()).isIn(403, 0);
    assertThat(answer.body()).doesNotContain("serialNumber");
  }

  @Test
  void thePodGoesOnAfterAllThat() {
    assertThat(workload.restarts()).allSatisfy((_, count) -> assertThat(count).isZero());
    assertThat(otherPod.fetch("http://" + admin + "/readyz").status()).isEqualTo(200);
  }

  @Test
  void theSidecarHoldsNoServiceAccountToken() {
    String pod = workload.pods().getFirst().getMetadata().getName();

    assertThat(namespace.listFolder(pod, "web", TOKEN_FOLDER))
        .as("the app's token, which shows that it would be seen")
        .contains("token");
    assertThat(namespace.listFolder(pod, Workload.SIDECAR, TOKEN_FOLDER)).isEmpty();
  }
}
