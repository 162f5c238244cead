package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Random;
import org.junit.jupiter.api.Test;

class UpgradeIT {

  private static final String REQUEST =
      """
      GET /chat HTTP/1.1\r
      Host: x\r
      Connection: keep-alive, Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Key: k\r
      \r
      """;

  private static final String SWITCH =
      """
      HTTP/1.1 101 Switching Protocols\r
      Upgrade: websocket\r
      Sec-WebSocket-Accept: a\r
      Connection: Upgrade\r
      \r
      """;

  @Test
  void anUpgradedConnectionPassesBytesExactlyBothWays() throws Exception {
    byte[] bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(SWITCH + "first frame");
              connection.in.transferTo(connection.out);
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.send(REQUEST + "early");
      assertThat(client.head()).isEqualTo(SWITCH);
      assertThat(client.read(16)).isEqualTo("first frameearly");
      assertThat(app.lastHead()).contains("Connection: Upgrade\r\nUpgrade: websocket\r\n");
      var sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.out.write(bytes);
                } catch (java.io.IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(client.read(bytes.length)).isEqualTo(new String(bytes, ISO_8859_1));
      sender.join();
    }
  }

  @Test
  void theAppsEndEndsTheTunnel() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(SWITCH + "bye");
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.send(REQUEST).head();
      assertThat(client.rest()).isEqualTo("bye");
      client.socket.close();
      await().until(() -> proxy.closedFor("tunnel_ended") == 1);
    }
  }

  @Test
  void theClientsHalfCloseReachesTheAppWhichCanStillAnswer() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(SWITCH);
              String all = new String(connection.in.readAllBytes(), ISO_8859_1);
              connection.send("got " + all);
            });
        var proxy = TestProxy.to(app);
        var client = proxy.plain()) {
      client.send(REQUEST).head();
      client.send("everything");
      client.socket.shutdownOutput();
      assertThat(client.rest()).isEqualTo("got everything");
    }
  }

  @Test
  void anAppThatDeclinesAnswersAsUsual() throws Exception {
    try (var app = TestApp.answering("HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n");
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      assertThat(client.send(REQUEST).answer().status()).isEqualTo(400);
      assertThat(client.send(REQUEST).answer().status()).isEqualTo(400);
    }
  }

  @Test
  void anUpgradeToHttp2IsNotOfferedToTheAppBehindTls() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.send(
          """
          GET / HTTP/1.1\r
          Host: x\r
          Connection: Upgrade, HTTP2-Settings\r
          Upgrade: h2c\r
          HTTP2-Settings: AAMAAABkAAQ\r
          \r
          """);
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(app.lastHead()).doesNotContain("Upgrade").doesNotContain("HTTP2-Settings");
    }
  }
}
