package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeMetricsIT {

  private static TestApp app;
  private static TestProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    app = TestApp.ok();
    proxy = TestProxy.to(app);
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
    app.close();
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3 -groups X25519, x25519",
    "-tls1_3 -groups P-384 , secp384r1",
    "-tls1_2 -groups P-256 , secp256r1",
  })
  void theGroupOfTheKeyExchangeIsCounted(String arguments, String group) throws Exception {
    double before = handshakes("group=\"%s\"".formatted(group));
    OpenSsl.client(proxy.port, arguments.split(" ", -1));
    assertThat(handshakes("group=\"%s\"".formatted(group))).isEqualTo(before + 1);
  }

  @Test
  void aHandshakesDurationIsCounted() throws Exception {
    String count = "https_upgrade_handshake_duration_seconds_count{resumed=\"false\"}";
    double before = proxy.metric(count);
    try (var client = proxy.tls()) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
    }
    assertThat(proxy.metric(count)).isEqualTo(before + 1);
    assertThat(proxy.metric("https_upgrade_handshake_duration_seconds_sum")).isBetween(1e-6, 600.0);
  }

  private static double handshakes(String label) throws Exception {
    return proxy.metric("https_upgrade_handshakes_total{%s}".formatted(label));
  }
}
