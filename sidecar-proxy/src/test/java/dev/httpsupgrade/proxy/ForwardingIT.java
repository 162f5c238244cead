package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.sidecar.config.AccessLog;
import dev.httpsupgrade.sidecar.config.Cidr;
import dev.httpsupgrade.sidecar.config.Forwarding;
import dev.httpsupgrade.sidecar.config.HttpConfig;
import dev.httpsupgrade.sidecar.config.PlainPolicy;
import dev.httpsupgrade.sidecar.config.Rewrite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardingIT {

  private static final String SPOOFED =
      """
      GET / HTTP/1.1\r
      X-Forwarded-For: 6.6.6.6\r
      x-forwarded-for: 7.7.7.7\r
      X_Forwarded_For: 8.8.8.8\r
      Forwarded: for=6.6.6.6;proto=http\r
      X-FORWARDED-PROTO: http\r
      X-Forwarded-Host: evil.example\r
      X-Forwarded-Port: 666\r
      Connection: X-Forwarded-Proto, X-Forwarded-For\r
      Host: shop.example:8443\r
      X-Other: stays\r
      \r
      """;

  @Test
  void onTlsWhatTheClientSaysOfItselfIsReplacedByWhatWeKnow() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      assertThat(client.send(SPOOFED).answer().status()).isEqualTo(200);
      assertThat(app.lastHead())
          .isEqualTo(
              """
              GET / HTTP/1.1\r
              Host: shop.example:8443\r
              X-Other: stays\r
              X-Forwarded-For: 127.0.0.1\r
              X-Forwarded-Proto: https\r
              X-Forwarded-Host: shop.example:8443\r
              X-Forwarded-Port: 8443\r
              \r
              """);
    }
  }

  @Test
  void onPlainForwardingFieldsPassUntouched() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.plain()) {
      assertThat(client.send(SPOOFED).answer().status()).isEqualTo(200);
      assertThat(app.lastHead())
          .isEqualTo(SPOOFED.replace("Connection: X-Forwarded-Proto, X-Forwarded-For\r\n", ""));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "shop.example, 443",
    "shop.example:444, 444",
    "shop.example:, 443",
    "[2001:db8::1], 443",
    "[2001:db8::1]:9443, 9443"
  })
  void thePortIsThatOfTheHostField(String host, String port) throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").answer();
      assertThat(app.lastHead())
          .contains("X-Forwarded-Host: " + host + "\r\nX-Forwarded-Port: " + port + "\r\n\r\n");
    }
  }

  @Test
  void withoutAHostFieldThereIsNoForwardedHost() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.send("GET / HTTP/1.0\r\n\r\n").answer();
      assertThat(app.lastHead()).contains("X-Forwarded-Port: 443\r\n");
      assertThat(app.lastHead()).doesNotContain("X-Forwarded-Host");
    }
  }

  @Test
  void ofATrustedProxyWhatItSaysIsKeptAndContinued() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.builder().appPort(app.port()).http(trusting(true)).start();
        var client = proxy.tls()) {
      assertThat(client.send(SPOOFED).answer().status()).isEqualTo(200);
      assertThat(app.lastHead())
          .isEqualTo(
              """
              GET / HTTP/1.1\r
              X-FORWARDED-PROTO: http\r
              X-Forwarded-Host: evil.example\r
              X-Forwarded-Port: 666\r
              Host: shop.example:8443\r
              X-Other: stays\r
              X-Forwarded-For: 6.6.6.6, 7.7.7.7, 127.0.0.1\r
              Forwarded: for=6.6.6.6;proto=http, for=127.0.0.1;host="shop.example:8443";proto=https\r
              \r
              """);
    }
  }

  @Test
  void whoIsTrustedChangesForOpenConnections() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.send(SPOOFED).answer();
      assertThat(app.lastHead()).contains("X-Forwarded-For: 127.0.0.1\r\n");
      proxy.reload(trusting(false));
      client.send(SPOOFED).answer();
      assertThat(app.lastHead())
          .contains("X-Forwarded-For: 6.6.6.6, 7.7.7.7, 127.0.0.1\r\n")
          .contains("\r\nForwarded: for=6.6.6.6;proto=http\r\n");
    }
  }

  private static HttpConfig trusting(boolean forwarded) {
    return new HttpConfig(
        new PlainPolicy.Pass(),
        new Forwarding(List.of(Cidr.parse("127.0.0.0/8")), forwarded, false),
        Rewrite.DEFAULT,
        AccessLog.OFF);
  }
}
