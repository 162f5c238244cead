package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.sidecar.config.AccessLog;
import dev.httpsupgrade.sidecar.config.Cidr;
import dev.httpsupgrade.sidecar.config.Forwarding;
import dev.httpsupgrade.sidecar.config.HttpConfig;
import dev.httpsupgrade.sidecar.config.PlainPolicy;
import dev.httpsupgrade.sidecar.config.Rewrite;
import dev.httpsupgrade.sidecar.config.Rewrite.Cookies;
import dev.httpsupgrade.sidecar.config.Rewrite.HeaderChange;
import dev.httpsupgrade.sidecar.config.Rewrite.Hsts;
import dev.httpsupgrade.sidecar.config.Rewrite.SameSite;
import java.util.List;
import org.junit.jupiter.api.Test;

class RewriteIT {

  private static final Rewrite ALL =
      new Rewrite(
          true,
          List.of("www.example"),
          new Cookies(true, SameSite.LAX),
          new Hsts(600, true, false),
          List.of(new HeaderChange("Server", null), new HeaderChange("X-Frame-Options", "DENY")));

  private static final String ANSWER =
      """
      HTTP/1.1 302 Found\r
      Server: old\r
      Location: http://localhost:%d/next?a=http://localhost/\r
      Set-Cookie: id=1; HttpOnly\r
      set-cookie: b=2; SameSite=None; Secure\r
      Link: <http://www.example/a>; rel=next, <http://other.example/b>\r
      Content-Length: 21\r
      \r
      http://localhost/body\
      """;

  @Test
  void anAnswerOverHttpsIsAsATlsAppWouldHaveSentIt() throws Exception {
    try (var app = redirectingToItself();
        var proxy = proxy(app, ALL, Forwarding.DEFAULT);
        var client = proxy.tls()) {
      for (int i = 0; i < 2; i++) {
        var answer = client.get("/").answer();
        assertThat(answer.head())
            .isEqualTo(
                """
                HTTP/1.1 302 Found\r
                Location: https://localhost/next?a=http://localhost/\r
                Set-Cookie: id=1; HttpOnly; Secure; SameSite=Lax\r
                set-cookie: b=2; SameSite=None; Secure\r
                Link: <https://www.example/a>; rel=next, <http://other.example/b>\r
                Content-Length: 21\r
                X-Frame-Options: DENY\r
                Strict-Transport-Security: max-age=600; includeSubDomains\r
                \r
                """);
        assertThat(answer.body()).isEqualTo("http://localhost/body");
      }
    }
  }

  @Test
  void anAnswerOverPlainHttpIsTheApps() throws Exception {
    try (var app = redirectingToItself();
        var proxy = proxy(app, ALL, Forwarding.DEFAULT);
        var client = proxy.plain()) {
      var answer = client.get("/").answer();
      assertThat(answer.head() + answer.body()).isEqualTo(ANSWER.formatted(app.port()));
    }
  }

  @Test
  void byDefaultLinksAreChangedAndNothingElse() throws Exception {
    try (var app = redirectingToItself();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      var answer = client.get("/").answer();
      assertThat(answer.head() + answer.body())
          .isEqualTo(
              ANSWER
                  .formatted(app.port())
                  .replace("http://localhost:" + app.port(), "https://localhost"));
      proxy.reload(config(Rewrite.NONE, Forwarding.DEFAULT));
      answer = client.get("/").answer();
      assertThat(answer.head() + answer.body()).isEqualTo(ANSWER.formatted(app.port()));
    }
  }

  @Test
  void whereATrustedProxysClientSpokePlainHttpTheAnswerIsTheApps() throws Exception {
    var trusting = new Forwarding(List.of(Cidr.parse("127.0.0.0/8")), false, false);
    try (var app = redirectingToItself();
        var proxy = proxy(app, ALL, trusting);
        var client = proxy.tls()) {
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: http\r\n\r\n");
      var answer = client.answer();
      assertThat(answer.head() + answer.body()).isEqualTo(ANSWER.formatted(app.port()));
      assertThat(client.get("/").answer().field("Strict-Transport-Security")).isNotNull();
    }
  }

  @Test
  void anUpgradesAnswerGetsItsFieldsToo() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(
                  "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n"
                      + "Set-Cookie: a=b\r\n\r\nhello");
              connection.in.readAllBytes();
            });
        var proxy = proxy(app, ALL, Forwarding.DEFAULT);
        var client = proxy.tls()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
      assertThat(client.head()).contains("Set-Cookie: a=b; Secure; SameSite=Lax\r\n");
      assertThat(client.read(5)).isEqualTo("hello");
    }
  }

  @Test
  void anInterimAnswersLinksLeadToHttpsAndNothingIsAdded() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send("HTTP/1.1 100 Continue\r\n\r\n");
              connection.send("HTTP/1.1 103 Early Hints\r\nLink: <http://x/a>\r\n\r\n");
              connection.send("HTTP/1.1 204 No Content\r\n\r\n");
              connection.in.readAllBytes();
            });
        var proxy = proxy(app, ALL, Forwarding.DEFAULT);
        var client = proxy.tls()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.head())
          .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: <https://x/a>\r\n\r\n");
      assertThat(client.head()).contains("X-Frame-Options: DENY\r\n");
    }
  }

  @Test
  void ourOwnAnswersPromiseHttpsWhereTheyCameByIt() throws Exception {
    try (var proxy = TestProxy.builder().http(config(ALL, Forwarding.DEFAULT)).start()) {
      try (var client = proxy.tls()) {
        var answer = client.get("/").answer();
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.field("Strict-Transport-Security")).startsWith("max-age=600");
      }
      try (var client = proxy.plain()) {
        assertThat(client.get("/").answer().field("Strict-Transport-Security")).isNull();
      }
    }
  }

  private static TestApp redirectingToItself() throws Exception {
    return TestApp.start(connection -> {
      while (connection.readHead() != null) {
        connection.send(ANSWER.formatted(connection.socket.getLocalPort()));
      }
    });
  }

  private static TestProxy proxy(TestApp app, Rewrite rewrite, Forwarding forwarding)
      throws Exception {
    return TestProxy.builder().appPort(app.port()).http(config(rewrite, forwarding)).start();
  }

  private static HttpConfig config(Rewrite rewrite, Forwarding forwarding) {
    return new HttpConfig(new PlainPolicy.Pass(), forwarding, rewrite, AccessLog.OFF);
  }
}
