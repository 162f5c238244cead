package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.sidecar.config.Limits;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ConnectionLimitIT {

  @Test
  void beyondTheLimitAClientIsRefusedAsLongAsAllOthersAreBusy() throws Exception {
    try (var app = TestApp.start(TestApp.NOTHING);
        var proxy = TestProxy.builder().appPort(app.port()).maxConnections(2).start();
        var first = proxy.plain();
        var second = proxy.plain()) {
      first.get("/");
      second.get("/");
      await().until(() -> app.heads.size() == 2);
      try (var third = proxy.plain()) {
        assertThatThrownBy(() -> third.get("/").answer()).isInstanceOf(IOException.class);
      }
      assertThat(proxy.closedFor("too_many_connections")).isEqualTo(1);
      assertThat(proxy.metric("https_upgrade_connection_limit")).isEqualTo(2);
      assertThat(proxy.metric("https_upgrade_requests_in_flight")).isEqualTo(2);
    }
  }

  @Test
  void anIdleClientMakesRoomForANewOne() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.builder().appPort(app.port()).maxConnections(2).start();
        var idle = proxy.tls()) {
      assertThat(idle.get("/").answer().status()).isEqualTo(200);
      await().until(() -> proxy.metric("https_upgrade_requests_in_flight") == 0);
      try (var next = proxy.tls()) {
        assertThat(idle.rest()).isEmpty();
        assertThat(next.get("/").answer().status()).isEqualTo(200);
      }
      assertThat(proxy.closedFor("made_room")).isEqualTo(1);
      assertThat(proxy.closedFor("too_many_connections")).isZero();
    }
  }

  @Test
  void anotherLimitCountsFromTheNextClientOn() throws Exception {
    try (var app = TestApp.start(TestApp.NOTHING);
        var proxy = TestProxy.to(app);
        var first = proxy.plain()) {
      first.get("/");
      await().until(() -> app.heads.size() == 1);
      SidecarConfig config = proxy.config();
      proxy.write(
          new SidecarConfig(
              config.ports(),
              config.tls(),
              config.http(),
              new Limits(Limits.Head.DEFAULT, Limits.Times.DEFAULT, new Limits.Connections(1, 1)),
              config.admin(),
              config.logLevel()));
      await().until(() -> proxy.metric("https_upgrade_connection_limit") == 1);
      try (var second = proxy.plain()) {
        assertThatThrownBy(() -> second.get("/").answer()).isInstanceOf(IOException.class);
      }
    }
  }
}
