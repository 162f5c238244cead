package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.sidecar.config.AccessLog;
import dev.httpsupgrade.sidecar.config.Cidr;
import dev.httpsupgrade.sidecar.config.Forwarding;
import dev.httpsupgrade.sidecar.config.HttpConfig;
import dev.httpsupgrade.sidecar.config.PlainPolicy;
import dev.httpsupgrade.sidecar.config.Rewrite;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyProtocolIT {

  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.0.2.7 10.0.0.9 55555 443, 192.0.2.7",
    "PROXY TCP6 2001:db8::7 2001:db8::9 55555 443, 2001:db8:0:0:0:0:0:7",
    "PROXY TCP4 127.0.0.9 10.0.0.9 55555 443, '6.6.6.6, 127.0.0.9'",
    "PROXY UNKNOWN, '6.6.6.6, 127.0.0.1'"
  })
  void theAddressInAVersion1HeaderIsTheClients(String header, String told) throws Exception {
    assertTold(header + "\r\n", told);
  }

  @ParameterizedTest
  @CsvSource({
    // PROXY, TCP over IPv4, 12 bytes: source and destination, ports.
    "2111000c c0000207 0a000009 d903 01bb, 192.0.2.7",
    // With an extension of three bytes.
    "21110012 c0000207 0a000009 d903 01bb 040003 000000, 192.0.2.7",
    // PROXY, TCP over IPv6.
    "21210024 20010db8000000000000000000000007 20010db8000000000000000000000009 d903 01bb, "
        + "2001:db8:0:0:0:0:0:7",
    // LOCAL, with an address that means nothing.
    "2011000c c0000207 0a000009 d903 01bb, '6.6.6.6, 127.0.0.1'",
    "20000000, '6.6.6.6, 127.0.0.1'",
    // PROXY of an unspecified protocol.
    "21000000, '6.6.6.6, 127.0.0.1'"
  })
  void theAddressInAVersion2HeaderIsTheClients(String hex, String told) throws Exception {
    byte[] header = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertTold(SIGNATURE + new String(header, ISO_8859_1), told);
  }

  @Test
  void aHeaderThatComesByteByByteIsRead() throws Exception {
    try (var app = TestApp.ok();
        var proxy = proxy(app, "127.0.0.0/8");
        var client = proxy.plain()) {
      sendByteByByte(client, "PROXY TCP4 192.0.2.7 10.0.0.9 1 2\r\nPUT / HTTP/1.1\r\n");
      assertThat(client.send("Host: x\r\n\r\n").answer().status()).isEqualTo(200);
      assertThat(app.lastHead()).startsWith("PUT / HTTP/1.1\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "POST", "PROPFIND", "\r\nGET"})
  void aTrustedPeerMayDoWithout(String start) throws Exception {
    try (var app = TestApp.ok();
        var proxy = proxy(app, "127.0.0.0/8");
        var client = proxy.plain()) {
      sendByteByByte(client, start);
      assertThat(client.send(" / HTTP/1.1\r\nHost: x\r\n\r\n").answer().status()).isEqualTo(200);
    }
    try (var app = TestApp.ok();
        var proxy = proxy(app, "127.0.0.0/8");
        var client = proxy.tls()) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      assertThat(app.lastHead()).contains("X-Forwarded-For: 127.0.0.1\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY TCP4 192.0.2.7 10.0.0.9 55555 443\r\n", SIGNATURE})
  void nobodyElseMaySendOne(String header) throws Exception {
    try (var app = TestApp.ok();
        var proxy = proxy(app, "192.0.2.0/24");
        var client = proxy.plain()) {
      client.send(header + "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(app.heads).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 a b 1 2\r\n",
        "PROXY TCP4 192.0.2.7 10.0.0.9 99999 443\r\n",
        "PROXY TCP9 192.0.2.7\r\n",
        SIGNATURE + "1\u0011\0\0"
      })
  void aBadHeaderEndsTheConnection(String header) throws Exception {
    try (var app = TestApp.ok();
        var proxy = proxy(app, "127.0.0.0/8");
        var client = proxy.plain()) {
      assertThat(client.send(header).rest()).isEmpty();
      await().until(() -> proxy.closedFor("bad_proxy_header") == 1);
    }
  }

  @Test
  void aHeaderWithoutAnEndEndsTheConnection() throws Exception {
    try (var app = TestApp.ok();
        var proxy = proxy(app, "127.0.0.0/8");
        var client = proxy.plain()) {
      assertThat(client.send("PROXY TCP4 " + "1".repeat(200)).rest()).isEmpty();
      await().until(() -> proxy.closedFor("bad_proxy_header") == 1);
    }
  }

  private static void sendByteByByte(RawClient client, String text) throws Exception {
    for (int i = 0; i < text.length(); i++) {
      client.send(text.substring(i, i + 1));
    }
  }

  private static void assertTold(String header, String told) throws Exception {
    try (var app = TestApp.ok();
        var proxy = proxy(app, "127.0.0.0/8");
        var client = RawClient.tlsAfter(proxy.port, header)) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n").answer();
      assertThat(app.lastHead()).contains("X-Forwarded-For: " + told + "\r\n");
    }
  }

  private static TestProxy proxy(TestApp app, String trusted) throws Exception {
    var http =
        new HttpConfig(
            new PlainPolicy.Pass(),
            new Forwarding(List.of(Cidr.parse(trusted)), false, true),
            Rewrite.DEFAULT,
            AccessLog.OFF);
    return TestProxy.builder().appPort(app.port()).http(http).start();
  }
}
