package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.proxy.tls.HandshakeFailure;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientEndIT {

  @ParameterizedTest
  @ValueSource(strings = {"", "Connection: close\r\n"})
  void aSlowReaderGetsAllThatWasPromised(String field) throws Exception {
    int size = 16 << 20;
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(
                  "HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s"
                      .formatted(field, size, "x".repeat(size)));
              connection.in.readAllBytes();
            });
        var proxy = TestProxy.to(app);
        var client = proxy.plain()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").head();
      client.send("more that nobody reads");
      client.socket.shutdownOutput();
      client.in.skipNBytes(size);
      assertThat(client.rest()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatEndsItsOutputStillGetsItsAnswer(boolean tls) throws Exception {
    var ended = new CountDownLatch(1);
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              ended.await();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            });
        var proxy = TestProxy.to(app);
        var client = tls ? RawClient.tls(proxy.port, "TLSv1.3") : proxy.plain()) {
      client.get("/");
      client.socket.shutdownOutput();
      ended.countDown();
      assertThat(client.answer().body()).isEqualTo("ok");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void aClientWhoseRecordsComeInPiecesStillGetsItsAnswerAfterItsEnd() throws Exception {
    var ended = new CountDownLatch(1);
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.read(5);
              ended.await();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            });
        var proxy = TestProxy.to(app);
        var client = RawClient.drippingTls(proxy.port)) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n").send("hello");
      client.socket.shutdownOutput();
      ended.countDown();
      assertThat(client.answer().body()).isEqualTo("ok");
      assertThat(client.rest()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void allRequestsThatCameBeforeTheEndAreAnswered(boolean tls) throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = tls ? RawClient.tls(proxy.port, "TLSv1.3") : proxy.plain()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50));
      client.socket.shutdownOutput();
      for (int i = 0; i < 50; i++) {
        assertThat(client.answer().body()).isEqualTo("ok");
      }
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void theAppSeesTheEndOfTheClientsOutputAndJudges() throws Exception {
    var left = new CountDownLatch(1);
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.in.readAllBytes();
              left.countDown();
            });
        var proxy = TestProxy.to(app);
        var client = proxy.plain()) {
      client.get("/");
      client.socket.shutdownOutput();
      left.await();
      assertThat(client.rest()).isEmpty();
      await().until(() -> proxy.closedFor("client_aborted") == 1);
      assertThat(app.connections).hasValue(1);
    }
  }

  @Test
  void aClientThatBreaksOffFreesTheAppThoughItIsNotReadFrom() throws Exception {
    var seen = new java.util.concurrent.LinkedBlockingQueue<String>();
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              try {
                seen.add("read " + connection.in.read());
              } catch (java.io.IOException e) {
                seen.add("broke");
              }
            });
        var proxy = TestProxy.to(app);
        var client = proxy.plain()) {
      // The second request is not read on, as the first one is not answered.
      client.get("/1").get("/2");
      await().until(() -> app.heads.size() == 1);
      client.reset();
      assertThat(seen.take()).isEqualTo("broke");
      await().until(() -> proxy.closedFor("client_aborted") == 1);
    }
  }

  @Test
  void aClientThatLeavesWithinItsRequestFreesTheApp() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.in.readAllBytes();
            });
        var proxy = TestProxy.to(app)) {
      try (var client = proxy.tls()) {
        client.get("/waits");
        await().until(() -> app.heads.size() == 1);
      }
      await().until(() -> app.openConnections() == 0);
      await().until(() -> proxy.closedFor("client_aborted") == 1);
      try (var client = proxy.plain()) {
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
        await().until(() -> app.heads.size() == 2);
        client.reset();
      }
      await().until(() -> app.openConnections() == 0);
      await().until(() -> proxy.closedFor("client_aborted") == 2);
      assertThat(proxy.metric("https_upgrade_open_connections{port=\"https\",scheme=\"https\"}"))
          .isEqualTo(0);
    }
  }

  @Test
  void aBodyThatIsCutOffIsNeverPassedAsComplete() throws Exception {
    var rest = new java.util.concurrent.LinkedBlockingQueue<Integer>();
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.read(3);
              rest.add(connection.in.read());
            });
        var proxy = TestProxy.to(app);
        var client = proxy.plain()) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
      await().until(() -> app.heads.size() == 1);
      client.socket.shutdownOutput();
      assertThat(rest.take()).isEqualTo(-1);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void aProbeThatOnlyConnectsOrShakesHandsCountsAsNoRequest() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app)) {
      proxy.plain().close();
      proxy.tls().close();
      await().until(() -> proxy.closedFor("client_sent_nothing") == 1);
      await().until(() -> proxy.closedFor("client_closed") == 1);
      assertThat(proxy.admin("/metrics").lines())
          .filteredOn(line -> line.startsWith("https_upgrade_requests_total"))
          .allMatch(line -> line.endsWith(" 0.0"));
      assertThat(app.connections).hasValue(0);
    }
  }

  @Test
  void aHandshakeThatFailsIsCounted() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.plain()) {
      client.send("\u0016\u0003\u0001\u0000\u0005garbage that is no ClientHello");
      client.rest();
      await().until(() -> proxy.failedHandshakes(HandshakeFailure.PROTOCOL_ERROR) == 1);
      await().until(() -> proxy.closedFor("handshake_failed") == 1);
    }
  }
}
