package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.sidecar.config.Limits;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import org.junit.jupiter.api.Test;

class HeadLimitsIT {

  private static final Limits SMALL = limits(new Limits.Head(1024, 256, 16));

  @Test
  void whatIsJustWithinSmallLimitsPassesAndWhatIsJustOverIsRefused() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.builder().appPort(app.port()).limits(SMALL).start()) {
      assertThat(status(proxy, request("/".repeat(256), 1, 0))).isEqualTo(200);
      assertThat(status(proxy, request("/".repeat(257), 1, 0))).isEqualTo(414);
      assertThat(status(proxy, request("/", 16, 0))).isEqualTo(200);
      assertThat(status(proxy, request("/", 17, 0))).isEqualTo(431);
      assertThat(status(proxy, request("/", 1, 1024))).isEqualTo(200);
      assertThat(status(proxy, request("/", 1, 1025))).isEqualTo(431);
      // Without an end, too.
      assertThat(status(proxy, "GET /" + "a".repeat(1100))).isEqualTo(414);
      assertThat(status(proxy, "GET / HTTP/1.1\r\nHost: " + "a".repeat(1100))).isEqualTo(431);
      assertThat(app.heads).hasSize(3);
      await().untilAsserted(() -> assertThat(proxy.closedFor("head_too_large")).isEqualTo(5));
    }
  }

  @Test
  void otherLimitsHoldForConnectionsThatAreOpenedAfterTheChange() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var before = proxy.tls()) {
      String large = request("/", 1, 2000);
      assertThat(before.send(large).answer().status()).isEqualTo(200);
      SidecarConfig config = proxy.config();
      proxy.write(
          new SidecarConfig(
              config.ports(),
              config.tls(),
              config.http(),
              SMALL,
              config.admin(),
              config.logLevel()));
      await().until(() -> status(proxy, large) == 431);
      assertThat(before.send(large).answer().status()).isEqualTo(200);
      assertThat(status(proxy, request("/", 1, 0))).isEqualTo(200);
    }
  }

  private static int status(TestProxy proxy, String request) throws Exception {
    try (var client = proxy.tls()) {
      return client.send(request).answer().status();
    }
  }

  /** With {@code fields} field lines, and {@code length} bytes if that is more than it needs. */
  private static String request(String target, int fields, int length) {
    String head = "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + "a:\r\n".repeat(fields - 1);
    int missing = length - head.length() - "\r\n".length();
    return head.replace("Host: x", "Host: x" + "x".repeat(Math.max(0, missing))) + "\r\n";
  }

  private static Limits limits(Limits.Head head) {
    return new Limits(head, TestProxy.PATIENT, Limits.Connections.DEFAULT);
  }
}
