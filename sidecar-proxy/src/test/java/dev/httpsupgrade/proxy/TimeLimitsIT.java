package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.proxy.tls.HandshakeFailure;
import dev.httpsupgrade.sidecar.config.Limits;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TimeLimitsIT {

  private static final int SHORT = 1;
  private static final int LONG = 30;

  @Test
  void aBodyThatStallsIsAnsweredAndClosed() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.in.readAllBytes();
            });
        var proxy = start(app, new Limits.Times(LONG, LONG, LONG, SHORT, 0));
        var client = proxy.tls()) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
      assertThat(client.answer().status()).isEqualTo(408);
      await().until(() -> proxy.closedFor("body_timeout") == 1);
      await().until(() -> app.openConnections() == 0);
    }
  }

  @Test
  void anAppThatDoesNotAnswerInTimeIsAGatewayTimeout() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.in.readAllBytes();
            });
        var proxy = start(app, new Limits.Times(LONG, LONG, LONG, LONG, SHORT));
        var client = proxy.tls()) {
      assertThat(client.get("/").answer().status()).isEqualTo(504);
      await().until(() -> proxy.closedFor("answer_timeout") == 1);
      await().until(() -> app.openConnections() == 0);
    }
  }

  @Test
  void anAppThatTakesNoMoreOfABodyIsAGatewayTimeout() throws Exception {
    var done = new CountDownLatch(1);
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              done.await();
            });
        var proxy = start(app, new Limits.Times(LONG, LONG, LONG, LONG, SHORT));
        var client = proxy.plain()) {
      var sender = sendEndlessly(client);
      assertThat(client.answer().status()).isEqualTo(504);
      await().until(() -> proxy.closedFor("answer_timeout") == 1);
      client.socket.close();
      sender.join();
      done.countDown();
    }
  }

  @Test
  void anAppThatHasAnsweredAndTakesNoMoreOfABodyEndsTheConnection() throws Exception {
    var done = new CountDownLatch(1);
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
              done.await();
            });
        var proxy = start(app, new Limits.Times(LONG, LONG, LONG, SHORT, 0));
        var client = proxy.plain()) {
      var sender = sendEndlessly(client);
      assertThat(client.answer().status()).isEqualTo(413);
      await().until(() -> proxy.closedFor("last_answer_sent") == 1);
      client.socket.close();
      sender.join();
      done.countDown();
    }
  }

  @Test
  void aClientThatSendsNothingIsClosed() throws Exception {
    try (var app = TestApp.ok();
        var proxy = start(app, new Limits.Times(SHORT, LONG, LONG, LONG, 0));
        var client = proxy.plain()) {
      assertThat(client.rest()).isEmpty();
      await().until(() -> proxy.closedFor("detect_timeout") == 1);
    }
  }

  @Test
  void aHandshakeThatIsNeverCompletedIsClosed() throws Exception {
    try (var app = TestApp.ok();
        var proxy = start(app, new Limits.Times(SHORT, LONG, LONG, LONG, 0));
        var client = proxy.plain()) {
      client.send("\u0016\u0003\u0001");
      assertThat(client.rest()).isEmpty();
      await().until(() -> proxy.closedFor("handshake_timeout") == 1);
      assertThat(proxy.failedHandshakes(HandshakeFailure.TIMEOUT)).isEqualTo(1);
    }
  }

  @Test
  void aHeadThatIsNeverCompletedIsAnsweredAndClosed() throws Exception {
    try (var app = TestApp.ok();
        var proxy = start(app, new Limits.Times(LONG, SHORT, LONG, LONG, 0));
        var client = proxy.tls()) {
      assertThat(client.send("GET / HTTP/1.1\r\nHo").answer().status()).isEqualTo(408);
      await().until(() -> proxy.closedFor("request_timeout") == 1);
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    try (var app = TestApp.ok();
        var proxy = start(app, new Limits.Times(LONG, LONG, SHORT, SHORT, 0));
        var client = proxy.tls()) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      assertThat(client.rest()).isEmpty();
      await().until(() -> proxy.closedFor("idle_timeout") == 1);
    }
  }

  private static Thread sendEndlessly(RawClient client) throws Exception {
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n");
    return Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              client.out.write(new byte[10_000]);
            }
          } catch (java.io.IOException closed) {
            // By the proxy or the test.
          }
        });
  }

  private static TestProxy start(TestApp app, Limits.Times limits) throws Exception {
    return TestProxy.builder().appPort(app.port()).times(limits).start();
  }
}
