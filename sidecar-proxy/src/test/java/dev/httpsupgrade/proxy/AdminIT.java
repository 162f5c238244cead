package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.httpsupgrade.sidecar.config.AdminConfig;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminIT {

  private static final String OPERATOR = "urn:https-upgrade:operator";

  private static X509Bundle authority;
  private static TestApp app;
  private static TestProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    authority = CertificateDirectory.authority("operator CA");
    app = TestApp.ok();
    proxy = TestProxy.to(app);
    SidecarConfig config = proxy.config();
    proxy.write(
        new SidecarConfig(
            config.ports(),
            config.tls(),
            config.http(),
            config.limits(),
            new AdminConfig(
                proxy.adminPort,
                1,
                new AdminConfig.OperatorIdentity(authority.getCertificatePEM(), OPERATOR)),
            config.logLevel()));
    await()
        .until(() -> proxy.metric("https_upgrade_config_reloads_total{result=\"success\"}") == 1);
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    app.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /healthz, 200",
    "GET, /readyz, 200",
    "GET, /startupz, 200",
    "GET, /readyz?verbose=1, 200",
    "GET, /metrics, 200",
    "GET, /, 404",
    "GET, /status, 403",
    "GET, /drain, 403",
    "POST, /drain, 403",
    "POST, /healthz, 405",
    "PUT, /drain, 405",
    "GET, /../status, 404"
  })
  void aPlainCallerGetsHealthAndMetricsAlone(String method, String path, int status)
      throws Exception {
    try (var client = RawClient.plain(proxy.adminPort)) {
      client.send(method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(status);
    }
  }

  @Test
  void theOperatorReadsTheStatus() throws Exception {
    try (var client = admin(issued(OPERATOR, authority))) {
      var answer = client.get("/status").answer();
      assertThat(answer.status()).isEqualTo(200);
      var status = new JsonMapper().readTree(answer.body());
      assertThat(status.at("/programVersion").asText()).isEqualTo("test");
      assertThat(status.at("/configuration/sha256").asText()).hasSize(64);
      assertThat(status.at("/leaf/sha256").asText()).hasSize(64);
      assertThat(Instant.parse(status.at("/leaf/notAfter").asText())).isAfter(Instant.now());
      assertThat(status.at("/leaf/error").isMissingNode()).isTrue();
      assertThat(status.at("/draining").asBoolean()).isFalse();
    }
  }

  @Test
  void whoIsNotTheOperatorReadsNoStatus() throws Exception {
    try (var client = admin(issued("urn:other", authority))) {
      assertThat(client.get("/status").answer().status()).isEqualTo(403);
    }
    try (var client = RawClient.tls(proxy.adminPort)) {
      assertThat(client.get("/status").answer().status()).isEqualTo(403);
    }
    X509Bundle stranger = issued(OPERATOR, CertificateDirectory.authority("stranger CA"));
    assertThatThrownBy(
            () -> {
              try (var client = admin(stranger)) {
                client.get("/status").answer();
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void theTokenStartsADrainWhichCancelsItself() throws Exception {
    assertThat(proxy.admin("/drain", "X-Drain-Token: wrong\r\n").status()).isEqualTo(403);
    assertThat(proxy.proxy.status().draining()).isFalse();
    proxy.drain();
    assertThat(proxy.proxy.status().draining()).isTrue();
    await().until(() -> !proxy.proxy.status().draining());
  }

  @Test
  void whoeverHoldsManyConnectionsKeepsNobodyOut() throws Exception {
    var clients = new ArrayList<RawClient>();
    try {
      for (int i = 0; i < 65; i++) {
        RawClient client = RawClient.plain(proxy.adminPort);
        client.socket.setSoTimeout(10);
        clients.add(client);
      }
      await().until(() -> clients.stream().anyMatch(AdminIT::isClosed));
      assertThat(proxy.admin("/healthz")).isEqualTo("ok\n");
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  private static boolean isClosed(RawClient client) {
    try {
      return client.in.read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static RawClient admin(X509Bundle identity) throws Exception {
    return RawClient.tls(proxy.adminPort, RawClient.context(new ForcedIdentity(identity)));
  }

  private static X509Bundle issued(String uri, X509Bundle by) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=caller")
        .addSanUriName(uri)
        .addExtendedKeyUsageClientAuth()
        .buildIssuedBy(by);
  }
}
