package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.proxy.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppFailureIT {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void anAppThatIsDownIsABadGatewayAndServedAsSoonAsItIsUp() throws Exception {
    int port = FreePorts.next();
    try (var proxy = TestProxy.to(port)) {
      try (var client = proxy.tls()) {
        var answer = client.get("/").answer();
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).contains("does not accept connections");
      }
      try (var app = TestApp.startAt(port, connection -> connection.send(OK));
          var client = proxy.tls()) {
        assertThat(app.port()).isEqualTo(port);
        assertThat(client.get("/").answer().status()).isEqualTo(200);
      }
      assertThat(proxy.closedFor("app_unreachable")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "nonsense\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
      })
  void anAnswerThatIsNoneIsABadGateway(String answer) throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(answer);
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      assertThat(client.get("/").answer().status()).isEqualTo(502);
      assertThat(app.heads).hasSize(1);
    }
  }

  @Test
  void anAppThatTakesNoConnectionInTimeIsAGatewayTimeout() throws Exception {
    var settings =
        new UpstreamSettings(Duration.ofMillis(300), Duration.ofSeconds(4), Duration.ofSeconds(1));
    var waiting = new ArrayList<Socket>();
    try (var app = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        var proxy = TestProxy.builder().appPort(app.getLocalPort()).upstream(settings).start();
        var client = proxy.tls()) {
      // The kernel drops what doesn't fit into the queue of a server that accepts nobody.
      while (connects(app, waiting)) {
        assertThat(waiting).hasSizeLessThan(100);
      }
      assertThat(client.get("/").answer().status()).isEqualTo(504);
      await().until(() -> proxy.closedFor("app_unreachable") == 1);
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  private static boolean connects(ServerSocket app, List<Socket> waiting) throws IOException {
    var socket = new Socket();
    waiting.add(socket);
    try {
      socket.connect(app.getLocalSocketAddress(), 300);
      return true;
    } catch (SocketTimeoutException full) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
      })
  void anAnswerThatIsCutOffIsCutOffForTheClientToo(String answer) throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(answer);
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.get("/");
      assertThatThrownBy(client::rest).isInstanceOf(IOException.class);
      await().until(() -> proxy.closedFor("app_aborted") == 1);
    }
  }

  @Test
  void anEofDelimitedAnswerThatIsResetIsResetForTheClientToo() throws Exception {
    var seen = new CountDownLatch(1);
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send("HTTP/1.1 200 OK\r\n\r\nabc");
              seen.await();
              connection.reset();
            });
        var proxy = TestProxy.to(app);
        var client = proxy.plain()) {
      client.get("/").head();
      assertThat(client.read(3)).isEqualTo("abc");
      seen.countDown();
      assertThatThrownBy(client::rest).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anAppThatClosesItsIdleConnectionsNeverCausesABadGatewayForGet() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              // Closes after each answer without having said so: the next request races it.
              connection.readHead();
              connection.send(OK);
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      for (int i = 0; i < 200; i++) {
        assertThat(client.get("/").answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aStaleConnectionIsReplacedOnceAndOnlyForARequestThatCanBeRepeated() throws Exception {
    var served = new AtomicInteger();
    try (var app =
            TestApp.start(connection -> {
              if (served.getAndIncrement() == 0) {
                connection.readHead();
                connection.send(OK);
              }
              connection.readHead();
              connection.reset();
            });
        var proxy = TestProxy.to(app)) {
      try (var client = proxy.tls()) {
        assertThat(client.get("/first").answer().status()).isEqualTo(200);
        assertThat(client.get("/second").answer().status()).isEqualTo(502);
        assertThat(app.heads).hasSize(3);
      }
      served.set(0);
      app.heads.clear();
      try (var client = proxy.tls()) {
        assertThat(client.get("/first").answer().status()).isEqualTo(200);
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(502);
        assertThat(app.heads).hasSize(2);
      }
    }
  }

  @Test
  void anAnswerThatComesEarlyReachesAClientThatIsStillSending() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.read(1000);
              connection.send(
                  "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig");
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n");
      var sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    client.out.write(new byte[10_000]);
                  }
                } catch (IOException closed) {
                  // By the proxy, as the answer says.
                }
              });
      var answer = client.answer();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.field("Connection")).isEqualTo("close");
      sender.join();
    }
  }

  @Test
  void anUnusedConnectionToTheAppIsClosedBeforeTheAppWouldCloseIt() throws Exception {
    var settings =
        new UpstreamSettings(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMillis(50));
    try (var app = TestApp.ok();
        var proxy = TestProxy.builder().appPort(app.port()).upstream(settings).start();
        var client = proxy.tls()) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      await().until(() -> app.openConnections() == 0);
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      assertThat(app.connections).hasValue(2);
    }
  }

  @Test
  void bytesThatNobodyAskedForAreNobodysAnswer() throws Exception {
    try (var app = TestApp.answering(OK + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.get("/").answer().body()).isEqualTo("ok");
      }
    }
  }
}
