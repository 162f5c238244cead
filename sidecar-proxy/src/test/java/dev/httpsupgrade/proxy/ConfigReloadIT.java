package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.sidecar.config.AdminConfig;
import dev.httpsupgrade.sidecar.config.LogLevel;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.TlsConfig;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class ConfigReloadIT {

  @Test
  void portsComeAndGoUnderLoadWithoutALostRequest() throws Exception {
    int added = FreePorts.next();
    var stop = new AtomicBoolean();
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var threads = Executors.newSingleThreadExecutor()) {
      var first = new TrafficPort("https", proxy.port, app.port());
      var second = new TrafficPort("more", added, app.port());
      Callable<Integer> load =
          () -> {
            int served = 0;
            try (var kept = proxy.tls()) {
              while (!stop.get()) {
                assertThat(kept.get("/kept").answer().status()).isEqualTo(200);
                try (var fresh = proxy.tls()) {
                  assertThat(fresh.get("/fresh").answer().status()).isEqualTo(200);
                }
                served++;
              }
            }
            return served;
          };
      var running = threads.submit(load);
      for (int i = 0; i < 3; i++) {
        double before = proxy.metric(reloads("success"));
        proxy.write(proxy.config(first, second));
        await().until(() -> proxy.metric(reloads("success")) == before + 1);
        try (var client = RawClient.tls(added)) {
          assertThat(client.get("/").answer().status()).isEqualTo(200);
          proxy.write(proxy.config(first));
          await().until(() -> proxy.metric(reloads("success")) == before + 2);
          assertThatThrownBy(() -> RawClient.plain(added)).isInstanceOf(IOException.class);
          assertThat(client.get("/").answer().status()).isEqualTo(200);
        }
      }
      stop.set(true);
      assertThat(running.get()).isPositive();
    }
  }

  @Test
  void aPortMovesToAnotherAppForNewConnectionsAlone() throws Exception {
    try (var old = TestApp.ok();
        var next = TestApp.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext");
        var proxy = TestProxy.to(old);
        var before = proxy.tls()) {
      assertThat(before.get("/").answer().body()).isEqualTo("ok");
      proxy.write(proxy.config(new TrafficPort("https", proxy.port, next.port())));
      await().until(() -> proxy.metric(reloads("success")) == 1);
      try (var after = proxy.tls()) {
        assertThat(after.get("/").answer().body()).isEqualTo("next");
        assertThat(before.get("/").answer().body()).isEqualTo("ok");
      }
    }
  }

  @Test
  void theOldestProtocolVersionAndTheLogLevelChange() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var before = RawClient.tls(proxy.port, "TLSv1.2")) {
      SidecarConfig config = proxy.config();
      proxy.write(
          new SidecarConfig(
              config.ports(),
              new TlsConfig(config.tls().directory(), TlsVersion.TLS_1_3),
              config.http(),
              config.limits(),
              config.admin(),
              LogLevel.DEBUG));
      await().until(() -> proxy.metric(reloads("success")) == 1);
      assertThatThrownBy(() -> RawClient.tls(proxy.port, "TLSv1.2"))
          .isInstanceOf(SSLException.class);
      RawClient.tls(proxy.port, "TLSv1.3").close();
      assertThat(before.get("/").answer().status()).isEqualTo(200);
      assertThat(proxy.logLevels).containsExactly(LogLevel.INFO, LogLevel.DEBUG);
    }
  }

  @Test
  void anUnusableConfigurationKeepsTheLastGoodOneAndSaysSo() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app)) {
      String good = proxy.proxy.status().configuration().sha256();
      proxy.writeConfig("{\"version\": \"1.0\"}");
      await().until(() -> proxy.metric(reloads("failure")) == 1);
      assertThat(proxy.proxy.status().configuration().sha256()).isEqualTo(good);
      assertThat(proxy.proxy.status().configuration().error()).contains("ports: missing");
      try (var client = proxy.tls()) {
        assertThat(client.get("/").answer().status()).isEqualTo(200);
      }
      proxy.write(proxy.config());
      await().until(() -> proxy.proxy.status().configuration().error() == null);
    }
  }

  @Test
  void aPortThatCantBeBoundLeavesAllAsItWas() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var taken = new ServerSocket(0)) {
      int free = FreePorts.next();
      proxy.write(
          proxy.config(
              new TrafficPort("free", free, app.port()),
              new TrafficPort("taken", taken.getLocalPort(), app.port())));
      await().until(() -> proxy.metric(reloads("failure")) == 1);
      assertThat(proxy.proxy.status().configuration().error())
          .startsWith("ports[taken].port: " + taken.getLocalPort());
      assertThatThrownBy(() -> RawClient.plain(free)).isInstanceOf(IOException.class);
      try (var client = proxy.tls()) {
        assertThat(client.get("/").answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aFieldThatCantChangeIsRefused() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app)) {
      SidecarConfig config = proxy.config();
      proxy.write(
          new SidecarConfig(
              config.ports(),
              config.tls(),
              config.http(),
              config.limits(),
              new AdminConfig(FreePorts.next(), 1, null),
              config.logLevel()));
      await().until(() -> proxy.metric(reloads("failure")) == 1);
      assertThat(proxy.proxy.status().configuration().error())
          .startsWith("admin.port: ")
          .endsWith("(expected: %d, as it can't change at run time)".formatted(proxy.adminPort));
    }
  }

  private static String reloads(String result) {
    return "https_upgrade_config_reloads_total{result=\"%s\"}".formatted(result);
  }
}
