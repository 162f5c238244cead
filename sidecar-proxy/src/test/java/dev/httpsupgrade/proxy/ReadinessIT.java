package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.netty.pkitesting.X509Bundle;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class ReadinessIT {

  @Test
  void trafficWaitsForTheAppAndTheAppDoesNotWaitForTraffic() throws Exception {
    int appPort = FreePorts.next();
    try (var proxy = TestProxy.to(appPort)) {
      assertThat(proxy.admin("/startupz")).isEqualTo("ok\n");
      assertThat(proxy.admin("/readyz"))
          .isEqualTo(
              "ports[https].appPort: nothing accepts connections at 127.0.0.1:%d or [::1]:%1$d\n"
                  .formatted(appPort));
      assertThat(proxy.admin("/healthz")).isEqualTo("ok\n");
      try (var app = TestApp.startAt(appPort, TestApp.NOTHING)) {
        await().until(() -> proxy.admin("/readyz").equals("ok\n"));
        assertThat(app.heads).isEmpty();
      }
      await().until(() -> proxy.admin("/readyz", "").status() == 503);
    }
  }

  @Test
  void anAppOnIpv6AloneIsFound() throws Exception {
    try (var app = TestApp.startOnIpv6(TestApp.NOTHING);
        var proxy = TestProxy.to(app)) {
      assertThat(proxy.admin("/readyz")).isEqualTo("ok\n");
    }
  }

  @Test
  void eachPortHasItsOwnReason() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app)) {
      int silent = FreePorts.next();
      proxy.write(
          proxy.config(
              new TrafficPort("https", proxy.port, app.port()),
              new TrafficPort("more", FreePorts.next(), silent)));
      await().until(() -> proxy.admin("/readyz").startsWith("ports[more].appPort: "));
    }
  }

  @Test
  void askingOftenConnectsToTheAppOnceASecondAtMost() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app)) {
      long begin = System.nanoTime();
      for (int i = 0; i < 50; i++) {
        assertThat(proxy.admin("/readyz")).isEqualTo("ok\n");
      }
      long seconds = (System.nanoTime() - begin) / 1_000_000_000;
      assertThat(app.connections.get()).isLessThanOrEqualTo((int) seconds + 1);
    }
  }

  @Test
  void withoutACertificateNothingMayStart() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.builder().appPort(app.port()).certificate(null).start()) {
      assertThat(proxy.admin("/startupz", "").status()).isEqualTo(503);
      assertThat(proxy.admin("/startupz")).contains("tls.crt");
      assertThat(proxy.admin("/readyz")).contains("tls.crt");
    }
  }

  @Test
  void aLeafBeforeOrAfterItsTimeTakesNoTrafficButLetsTheAppStart() throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    X509Bundle expired =
        CertificateDirectory.leaf("old", now.minusSeconds(7200), now.minusSeconds(3600));
    X509Bundle early =
        CertificateDirectory.leaf("new", now.plusSeconds(3600), now.plusSeconds(7200));
    try (var app = TestApp.ok()) {
      try (var proxy = TestProxy.builder().appPort(app.port()).certificate(expired).start()) {
        assertThat(proxy.admin("/startupz")).isEqualTo("ok\n");
        assertThat(proxy.admin("/readyz"))
            .isEqualTo("the certificate expired at " + now.minusSeconds(3600) + "\n");
      }
      try (var proxy = TestProxy.builder().appPort(app.port()).certificate(early).start()) {
        assertThat(proxy.admin("/readyz"))
            .isEqualTo("the certificate is not valid before " + now.plusSeconds(3600) + "\n");
      }
    }
  }
}
