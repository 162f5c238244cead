package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DrainIT {

  @Test
  void aDrainAsksEveryClientToLeaveAndCancelsItself() throws Exception {
    try (var app =
            TestApp.answering(
                "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n");
        var proxy = TestProxy.to(app);
        var idle = proxy.tls()) {
      assertThat(idle.get("/").answer().field("Connection")).isNull();
      proxy.drain();
      assertThat(proxy.proxy.status().draining()).isTrue();
      assertThat(idle.get("/").answer().field("Connection")).isEqualTo("close");
      assertThat(idle.rest()).isEmpty();
      await().until(() -> !proxy.proxy.status().draining());
      try (var after = proxy.tls()) {
        assertThat(after.get("/").answer().field("Connection")).isNull();
        assertThat(after.get("/").answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aDrainClosesWhoeverHasBeenIdleForAWhileAndNobodyElse() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.builder().appPort(app.port()).cancelDrainAfterSeconds(60).start();
        var idle = proxy.tls();
        var fresh = proxy.tls()) {
      assertThat(idle.get("/").answer().status()).isEqualTo(200);
      proxy.drain();
      assertThat(idle.rest()).isEmpty();
      assertThat(proxy.closedFor("drained")).isEqualTo(1);
      assertThat(fresh.get("/").answer().field("Connection")).isEqualTo("close");
    }
  }

  @Test
  void newConnectionsAreTakenWhileDraining() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app)) {
      proxy.drain();
      try (var client = proxy.tls()) {
        assertThat(client.get("/").answer().field("Connection")).isEqualTo("close");
      }
    }
  }

  @Test
  void movingClientsAwayByADrainLosesNoRequest() throws Exception {
    try (var app = TestApp.ok();
        var old = TestProxy.to(app);
        var next = TestProxy.to(app);
        var threads = Executors.newFixedThreadPool(4)) {
      var target = new AtomicInteger(old.port);
      var stop = new AtomicBoolean();
      Callable<Integer> client =
          () -> {
            int answered = 0;
            while (!stop.get()) {
              try (var connection = RawClient.tls(target.get())) {
                String last = null;
                while (last == null && !stop.get()) {
                  var answer = connection.get("/").answer();
                  assertThat(answer.status()).isEqualTo(200);
                  last = answer.field("Connection");
                  answered++;
                }
              }
            }
            return answered;
          };
      var clients = IntStream.range(0, 4).mapToObj(_ -> threads.submit(client)).toList();
      await().until(() -> served(old) > 200);
      target.set(next.port);
      old.drain();
      await().until(() -> old.proxy.status().openConnections() == 0);
      old.stop();
      await().until(() -> served(next) > 200);
      stop.set(true);
      for (Future<Integer> each : clients) {
        assertThat(each.get()).isPositive();
      }
    }
  }

  @Test
  @Timeout(10)
  void stoppingLetsARequestInFlightEndAndClosesTheIdle() throws Exception {
    var go = new CountDownLatch(1);
    try (var app =
            TestApp.start(connection -> {
              while (connection.readHead() != null) {
                go.await();
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
              }
            });
        var proxy = TestProxy.to(app);
        var idle = proxy.tls();
        var busy = proxy.tls()) {
      busy.get("/");
      await().until(() -> app.heads.size() == 1);
      var stopped = stop(proxy);
      assertThat(idle.rest()).isEmpty();
      assertThatThrownBy(proxy::plain).isInstanceOf(IOException.class);
      go.countDown();
      var answer = busy.answer();
      assertThat(answer.body()).isEqualTo("slow");
      assertThat(answer.field("Connection")).isEqualTo("close");
      stopped.get();
    }
  }

  @Test
  void aClientThatBeginsARequestJustAfterTheStopIsStillAnswered() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      var stopped = stop(proxy);
      await().until(() -> proxy.proxy.status().draining());
      assertThat(client.get("/").answer().field("Connection")).isEqualTo("close");
      stopped.get();
    }
  }

  @Test
  @Timeout(10)
  void aTunnelLastsUntilTheTimeIsOver() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(
                  "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
              connection.send(connection.read(4));
            });
        var proxy = TestProxy.builder().appPort(app.port()).stop(Duration.ofSeconds(2)).start();
        var client = proxy.tls()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(proxy.metric("https_upgrade_open_tunnels")).isEqualTo(1);
      assertThat(proxy.metric("https_upgrade_requests_in_flight")).isZero();
      var stopped = stop(proxy);
      await().until(() -> proxy.proxy.status().draining());
      assertThat(client.send("ping").read(4)).isEqualTo("ping");
      stopped.get();
    }
  }

  @Test
  void aProxyThatNeverBecameReadyStopsAtOnce() throws Exception {
    var proxy = TestProxy.builder().certificate(null).start();
    long begin = System.nanoTime();
    proxy.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
  }

  private static double served(TestProxy proxy) throws Exception {
    return proxy.metric(
        "https_upgrade_requests_total{code=\"2xx\",port=\"https\",scheme=\"https\"}");
  }

  private static CompletableFuture<Void> stop(TestProxy proxy) {
    return CompletableFuture.runAsync(() -> {
      try {
        proxy.stop();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
  }
}
