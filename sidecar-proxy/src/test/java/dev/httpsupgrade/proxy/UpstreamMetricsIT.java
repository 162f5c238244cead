package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.proxy.upstream.UpstreamSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class UpstreamMetricsIT {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void anAppThatIsDownIsCountedOnceThoughTwoAddressesAreTried() throws Exception {
    try (var proxy = TestProxy.to(FreePorts.next());
        var client = proxy.tls()) {
      assertThat(client.get("/").answer().status()).isEqualTo(502);
      assertThat(connects(proxy, "refused")).isEqualTo(1);
      assertThat(connects(proxy, "connected")).isEqualTo(0);
    }
  }

  @Test
  void connectionsThatAreUsedAgainAreCountedAndThoseThatWaitAreSeen() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app)) {
      try (var client = proxy.tls()) {
        for (int i = 0; i < 5; i++) {
          assertThat(client.get("/").answer().status()).isEqualTo(200);
        }
      }
      assertThat(connects(proxy, "connected")).isEqualTo(1);
      assertThat(metric(proxy, "reuses_total")).isEqualTo(4);
      await().until(() -> metric(proxy, "idle_connections") == 1);
    }
  }

  @Test
  void aConnectionThatIsClosedForItsAgeWaitsNoMore() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.builder().appPort(app.port()).upstream(kept(100)).start();
        var client = proxy.tls()) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      await().until(() -> app.openConnections() == 0);
      await().until(() -> metric(proxy, "idle_connections") == 0);
    }
  }

  @Test
  void aRequestThatIsSentAgainIsCounted() throws Exception {
    var first = new AtomicBoolean(true);
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(OK);
              connection.readHead();
              if (first.getAndSet(false)) {
                connection.reset();
              } else {
                connection.send(OK);
              }
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.get("/").answer().status()).isEqualTo(200);
      }
      assertThat(metric(proxy, "retries_total")).isEqualTo(1);
      assertThat(connects(proxy, "connected")).isEqualTo(2);
    }
  }

  @Test
  void anAppThatTakesNoMoreConnectionsIsCountedAsATimeoutOrAsTheClientsLeaving() throws Exception {
    try (var app = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      List<SocketChannel> queue = fill(app);
      try (var proxy =
          TestProxy.builder().appPort(app.getLocalPort()).upstream(connecting(100)).start()) {
        try (var client = proxy.tls()) {
          assertThat(client.get("/").answer().status()).isEqualTo(504);
          assertThat(connects(proxy, "timeout")).isEqualTo(1);
        }
      }
      try (var proxy =
          TestProxy.builder().appPort(app.getLocalPort()).upstream(connecting(60_000)).start()) {
        try (var client = proxy.plain()) {
          client.get("/");
          await().until(() -> proxy.metric("https_upgrade_requests_in_flight") == 1);
          client.reset();
        }
        await().until(() -> connects(proxy, "abandoned") == 1);
      }
      for (SocketChannel each : queue) {
        each.close();
      }
    }
  }

  /** Connects until the kernel takes no more for the app. */
  private static List<SocketChannel> fill(ServerSocket app) throws Exception {
    var queue = new ArrayList<SocketChannel>();
    for (int i = 0; i < 16; i++) {
      SocketChannel each = SocketChannel.open();
      each.configureBlocking(false);
      each.connect(new InetSocketAddress(app.getInetAddress(), app.getLocalPort()));
      queue.add(each);
    }
    return queue;
  }

  private static UpstreamSettings kept(int millis) {
    var time = Duration.ofMillis(millis);
    return new UpstreamSettings(Duration.ofSeconds(5), time, time);
  }

  private static UpstreamSettings connecting(int millis) {
    return new UpstreamSettings(
        Duration.ofMillis(millis), Duration.ofSeconds(4), Duration.ofSeconds(1));
  }

  private static double connects(TestProxy proxy, String result) throws Exception {
    return metric(proxy, "connects_total{result=\"%s\"}".formatted(result));
  }

  private static double metric(TestProxy proxy, String name) throws Exception {
    return proxy.metric("https_upgrade_upstream_" + name);
  }
}
