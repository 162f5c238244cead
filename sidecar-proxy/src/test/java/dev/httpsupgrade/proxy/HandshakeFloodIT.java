package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.proxy.tls.HandshakeFailure;
import dev.httpsupgrade.sidecar.config.Limits;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HandshakeFloodIT {

  private static final Limits ONE_AT_A_TIME =
      new Limits(Limits.Head.DEFAULT, Limits.Times.DEFAULT, new Limits.Connections(0, 1));

  @Test
  void clientsThatWaitForTheirTurnAreAllServed() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.builder().appPort(app.port()).limits(ONE_AT_A_TIME).start();
        var threads = Executors.newFixedThreadPool(8)) {
      Callable<Integer> client =
          () -> {
            int served = 0;
            for (int i = 0; i < 20; i++) {
              try (var connection = proxy.tls()) {
                served += connection.get("/").answer().status() == 200 ? 1 : 0;
              }
            }
            return served;
          };
      var clients = IntStream.range(0, 8).mapToObj(_ -> threads.submit(client)).toList();
      for (Future<Integer> each : clients) {
        assertThat(each.get()).isEqualTo(20);
      }
      assertThat(proxy.failedHandshakes()).isEqualTo(0);
    }
  }

  @Test
  void clientsThatNeverGoOnKeepNobodyOut() throws Exception {
    var stalled = new ArrayList<RawClient>();
    try (var app = TestApp.ok();
        var proxy = TestProxy.builder().appPort(app.port()).limits(ONE_AT_A_TIME).start()) {
      for (int i = 0; i < 4; i++) {
        RawClient client = proxy.plain();
        client.send("\u0016\u0003\u0001");
        stalled.add(client);
      }
      try (var client = proxy.tls()) {
        assertThat(client.get("/").answer().status()).isEqualTo(200);
      }
      for (RawClient each : stalled) {
        each.close();
      }
      await().until(() -> proxy.failedHandshakes(HandshakeFailure.ABORTED) == 4);
    }
  }
}
