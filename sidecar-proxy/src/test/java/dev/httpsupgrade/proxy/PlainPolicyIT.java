package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.sidecar.config.AccessLog;
import dev.httpsupgrade.sidecar.config.Cidr;
import dev.httpsupgrade.sidecar.config.Forwarding;
import dev.httpsupgrade.sidecar.config.HttpConfig;
import dev.httpsupgrade.sidecar.config.Limits;
import dev.httpsupgrade.sidecar.config.PlainPolicy;
import dev.httpsupgrade.sidecar.config.Rewrite;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPolicyIT {

  private static final PlainPolicy REDIRECT =
      new PlainPolicy.Redirect(308, 443, 60, List.of("/healthz", "/public/"));
  private static final Forwarding TRUSTING =
      new Forwarding(List.of(Cidr.parse("127.0.0.0/8")), false, false);

  private static TestApp app;
  private static TestProxy redirecting;

  @BeforeAll
  static void start() throws Exception {
    app = TestApp.ok();
    redirecting = proxy(REDIRECT, Forwarding.DEFAULT);
  }

  @AfterAll
  static void stop() throws IOException {
    redirecting.close();
    app.close();
  }

  @ParameterizedTest
  @CsvSource({"301, 443, ''", "302, 8443, :8443", "307, 443, ''", "308, 9443, :9443"})
  void aRedirectKeepsAddressAndConnection(int status, int port, String shown) throws Exception {
    try (var proxy =
            proxy(new PlainPolicy.Redirect(status, port, 60, List.of()), Forwarding.DEFAULT);
        var client = proxy.plain()) {
      int before = app.heads.size();
      for (int i = 0; i < 3; i++) {
        client.send("GET /a?b=%20 HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n");
        var answer = client.answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.field("Location")).isEqualTo("https://shop.example" + shown + "/a?b=%20");
        assertThat(answer.field("Cache-Control")).isEqualTo("private, max-age=60");
        assertThat(answer.field("Connection")).isNull();
      }
      assertThat(app.heads).hasSize(before);
      assertThat(
              proxy.metric(
                  "https_upgrade_requests_total{code=\"3xx\",port=\"https\",scheme=\"http\"}"))
          .isEqualTo(3);
      try (var tls = proxy.tls()) {
        assertThat(tls.get("/").answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void theAnswerToHeadHasNoBody() throws Exception {
    try (var client = redirecting.plain()) {
      client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 308 ");
      client.get("/healthz");
      assertThat(client.answer().body()).isEqualTo("ok");
    }
  }

  @Test
  void oldClientsAreAnsweredAsTheyAsk() throws Exception {
    try (var client = redirecting.plain()) {
      client.send("GET / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.answer().field("Connection")).isEqualTo("keep-alive");
      client.send("GET / HTTP/1.0\r\nHost: x\r\n\r\n");
      assertThat(client.answer().field("Connection")).isEqualTo("close");
      assertThat(client.rest()).isEmpty();
    }
    try (var client = redirecting.plain()) {
      assertThat(client.send("GET / HTTP/1.0\r\n\r\n").answer().status()).isEqualTo(400);
    }
  }

  @Test
  void aShortBodyIsReadAway() throws Exception {
    try (var client = redirecting.plain()) {
      for (int i = 0; i < 3; i++) {
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\nGET /healthz");
        assertThat(client.answer().status()).isEqualTo(308);
        client.send("x".repeat(40_000 - "GET /healthz".length()));
      }
      client.get("/healthz");
      assertThat(client.answer().body()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "Content-Length: 70000\r\n\r\n",
        "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n",
        "Connection: close\r\n\r\n"
      })
  void whereWhatFollowsIsUnclearTheConnectionEnds(String rest) throws Exception {
    try (var client = redirecting.plain()) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\n" + rest);
      var answer = client.answer();
      assertThat(answer.status()).isEqualTo(308);
      assertThat(answer.field("Connection")).isEqualTo("close");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTurn() throws Exception {
    try (var client = redirecting.plain()) {
      client.send(
          "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100)
              + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
              + "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      for (int i = 0; i < 100; i++) {
        assertThat(client.answer().status()).isEqualTo(308);
      }
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.answer().status()).isEqualTo(308);
    }
  }

  @Test
  void aClientThatReadsNothingGetsNoMoreAnswersThanAreBuffered() throws Exception {
    try (var proxy =
            TestProxy.builder()
                .appPort(app.port())
                .http(config(REDIRECT, Forwarding.DEFAULT))
                .times(new Limits.Times(30, 30, 30, 1, 0))
                .start();
        var client = proxy.plain()) {
      try {
        for (int i = 0; i < 10_000_000; i++) {
          client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100));
        }
        throw new AssertionError("all was read");
      } catch (IOException ended) {
        assertThat(proxy.plain().get("/healthz").answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void exemptPathsGoToTheAppUntouched() throws Exception {
    String request = "GET /public/a HTTP/1.1\r\nX-Forwarded-For: a\r\nHost: x\r\n\r\n";
    try (var client = redirecting.plain()) {
      assertThat(client.send(request).answer().status()).isEqualTo(200);
      assertThat(app.lastHead()).isEqualTo(request);
      assertThat(client.get("/public/../admin").answer().status()).isEqualTo(308);
    }
  }

  @Test
  void noProtocolThatHidesRequestsIsBegunOnAnExemptPath() throws Exception {
    try (var client = redirecting.plain()) {
      client.send(
          """
          GET /public/ HTTP/1.1\r
          Host: x\r
          Connection: Upgrade, HTTP2-Settings\r
          Upgrade: h2c\r
          HTTP2-Settings: AAMAAABk\r
          \r
          """);
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(app.lastHead()).doesNotContain("Upgrade", "HTTP2-Settings");
    }
  }

  @Test
  void aTargetCantAddAField() throws Exception {
    try (var client = redirecting.plain()) {
      client.send("GET /a%0d%0aX-Evil:b HTTP/1.1\r\nHost: x\r\n\r\n");
      var answer = client.answer();
      assertThat(answer.field("Location")).isEqualTo("https://x/a%0d%0aX-Evil:b");
      assertThat(answer.field("X-Evil")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Proto: https",
        "X-Forwarded-Ssl: on",
        "Forwarded: for=192.0.2.1;proto=https"
      })
  void whatATrustedPeerSaysIsHttpsPasses(String line) throws Exception {
    String request = "GET / HTTP/1.1\r\nHost: x\r\n" + line + "\r\n\r\n";
    for (PlainPolicy policy : List.of(REDIRECT, new PlainPolicy.Refuse(426, List.of()))) {
      try (var proxy = proxy(policy, TRUSTING);
          var trusted = proxy.plain()) {
        assertThat(trusted.send(request).answer().status()).isEqualTo(200);
        assertThat(trusted.get("/").answer().status()).isIn(308, 426);
      }
    }
    try (var anybody = redirecting.plain()) {
      assertThat(anybody.send(request).answer().status()).isEqualTo(308);
    }
  }

  @Test
  void plainHttpIsRefused() throws Exception {
    try (var proxy = proxy(new PlainPolicy.Refuse(426, List.of("/healthz")), Forwarding.DEFAULT);
        var client = proxy.plain()) {
      for (int i = 0; i < 2; i++) {
        var answer = client.get("/").answer();
        assertThat(answer.status()).isEqualTo(426);
        assertThat(answer.field("Upgrade")).isEqualTo("TLS/1.2, HTTP/1.1");
        assertThat(answer.field("Connection")).isEqualTo("Upgrade");
        assertThat(answer.body()).startsWith("https-upgrade: https-required: ");
      }
      assertThat(client.get("/healthz").answer().status()).isEqualTo(200);
      proxy.reload(config(new PlainPolicy.Refuse(403, List.of()), Forwarding.DEFAULT));
      assertThat(client.get("/").answer().status()).isEqualTo(403);
    }
  }

  @Test
  void openConnectionsTakeANewPolicyWithTheirNextRequest() throws Exception {
    try (var proxy = proxy(new PlainPolicy.Pass(), Forwarding.DEFAULT);
        var client = proxy.plain()) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      proxy.reload(config(REDIRECT, Forwarding.DEFAULT));
      assertThat(client.get("/").answer().status()).isEqualTo(308);
      proxy.reload(config(REDIRECT, TRUSTING));
      client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-Proto: https\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      proxy.reload(config(new PlainPolicy.Pass(), Forwarding.DEFAULT));
      assertThat(client.get("/").answer().status()).isEqualTo(200);
    }
  }

  private static TestProxy proxy(PlainPolicy policy, Forwarding forwarding) throws Exception {
    return TestProxy.builder().appPort(app.port()).http(config(policy, forwarding)).start();
  }

  private static HttpConfig config(PlainPolicy policy, Forwarding forwarding) {
    return new HttpConfig(policy, forwarding, Rewrite.DEFAULT, AccessLog.OFF);
  }
}
