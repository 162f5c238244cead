package dev.httpsupgrade.sidecar.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SidecarConfigCodecTest {

  private static final String VALID =
      """
      {
        "version": "1.0",
        "ports": [{"name": "https", "port": 8443, "appPort": 8080}],
        "tls": {"directory": "/etc/https-upgrade", "minVersion": "1.2"},
        "admin": {"port": 18443, "cancelDrainAfterSeconds": 60},
        "logLevel": "info"
      }
      """;

  @Test
  void whatWasWrittenIsReadBack() throws Exception {
    var config =
        new SidecarConfig(
            List.of(new TrafficPort("https", 8443, 8080), new TrafficPort("metrics", 9443, 9090)),
            new TlsConfig(
                "/etc/https-upgrade",
                TlsVersion.TLS_1_3,
                List.of("/etc/rsa"),
                new TlsAlgorithms(
                    List.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256),
                    List.of(NamedGroup.X25519_MLKEM768)),
                new ClientAuth(ClientAuth.Mode.OPTIONAL, "/etc/clients")),
            new HttpConfig(
                new PlainPolicy.Redirect(308, 443, 600, List.of("/healthz", "/.well-known/")),
                new Forwarding(
                    List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")), true, true),
                new Rewrite(
                    true,
                    List.of("shop.example"),
                    new Rewrite.Cookies(true, Rewrite.SameSite.LAX),
                    new Rewrite.Hsts(31_536_000, true, true),
                    List.of(new Rewrite.HeaderChange("Server", null))),
                new AccessLog(AccessLog.Mode.SAMPLED, 100)),
            new Limits(
                new Limits.Head(16_384, 8_192, 100),
                new Limits.Times(5, 30, 60, 30, 120),
                new Limits.Connections(1_000, 32)),
            new AdminConfig(
                18443,
                60,
                new AdminConfig.OperatorIdentity("-----BEGIN CERTIFICATE-----\n", "urn:x")),
            LogLevel.WARN);

    assertThat(SidecarConfigCodec.parse(SidecarConfigCodec.write(config))).isEqualTo(config);
  }

  @Test
  void aNewerMinorVersionMayHaveUnknownFields() throws Exception {
    String newer =
        VALID.replace("\"1.0\"", "\"1.9\"").replace("\"logLevel\"", "\"new\": 1, \"logLevel\"");

    assertThat(parse(newer).ports()).containsExactly(new TrafficPort("https", 8443, 8080));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "version": "1.0"       | "version": "2.0"       | version: 2.0 (expected: 1.x)
          "version": "1.0"       | "version": "one"       | version: one (expected: major.minor, such as 1.1)
          "version": "1.0",      |                        | version: missing (expected: "1.1")
          "port": 8443           | "port": 0              | ports[0].port: 0 (expected: 1 to 65535)
          "port": 8443           | "port": 8443.0         | ports[0].port: 8443.0 (expected: a whole number)
          "port": 8443           | "port": 99999999999    | ports[0].port: 99999999999 (expected: a whole number)
          "port": 8443,          |                        | ports[0].port: missing
          "port": 8443           | "port": null           | ports[0].port: missing
          "name": "https"        | "name": null           | ports[0].name: missing
          "name": "https"        | "name": 443            | ports[0].name: 443 (expected: a string)
          [{"name"               | [null, {"name"         | ports[0]: missing
          [{"name"               | [5, {"name"            | ports[0]: 5 (expected: an object)
          "port": 8443           | "port": "8443"         | ports[0].port: "8443" (expected: a whole number)
          "appPort": 8080        | "appPort": 8443        | ports[0].appPort: 8443 (expected: another port than port)
          "name": "https"        | "name": "HTTPS"        | ports[0].name: HTTPS (expected: a DNS label of at most 12 characters)
          "port": 18443          | "port": 8443           | ports[0].port: 8443 (expected: a port that no other traffic port and not admin.port has)
          "appPort": 8080        | "appPort": 18443       | ports[0].appPort: 18443 (expected: a port of the app, not one of the sidecar)
          "1.2"                  | "1.1"                  | tls.minVersion: 1.1 (expected: one of [1.2, 1.3])
          "/etc/https-upgrade"   | "etc"                  | tls.directory: etc (expected: an absolute path)
          "port": 8443           | "port": 8443, "prot": 1 | ports[0].prot: unknown field (expected: one of [
          ,"logLevel": "info"    |                        | logLevel: missing
          {"name"                | {"nam                  | line 3: not JSON
          """)
  void anUnusableConfigurationIsRefusedWithOneLineThatNamesTheField(
      String part, String replacement, String message) {
    String json =
        VALID
            .replace("},\n  \"logLevel\"", "}\n  ,\"logLevel\"")
            .replace(part, replacement == null ? "" : replacement);

    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(InvalidSidecarConfigException.class)
        .message()
        .startsWith(message)
        .doesNotContain("\n");
  }

  @Test
  void whatIsLeftOutHasItsDefault() throws Exception {
    SidecarConfig config = parse(VALID);

    assertThat(config.tls()).isEqualTo(new TlsConfig("/etc/https-upgrade", TlsVersion.TLS_1_2));
    assertThat(config.http()).isEqualTo(HttpConfig.DEFAULT);
    assertThat(config.limits()).isEqualTo(Limits.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "http": {"plain": {"mode": "redirect", "statusCode": 303, "httpsPort": 443, "maxAgeSeconds": 0}} | http.plain.statusCode: 303 (expected: one of [301, 302, 307, 308])
          "http": {"plain": {"mode": "redirect", "statusCode": 308, "maxAgeSeconds": 0}} | http.plain.httpsPort:
          "http": {"plain": {"mode": "drop"}} | http.plain.mode: drop (expected: one of [pass, redirect, refuse])
          "http": {"plain": {}} | http.plain.mode: missing (expected: one of [pass, redirect, refuse])
          "http": {"plain": {"mode": "refuse", "statusCode": 426, "exempt": ["healthz"]}} | http.plain.exempt[0]: healthz (expected: a path that starts with /, without a query)
          "http": {"forwarding": {"trusted": ["10.0.0.1/8"], "forwarded": false, "proxyProtocol": false}} | http.forwarding.trusted[0]: 10.0.0.1/8 (expected: the first address of a block and its bits, such as 10.0.0.0/8)
          "http": {"forwarding": {"trusted": ["example/8"], "forwarded": false, "proxyProtocol": false}} | http.forwarding.trusted[0]: example/8 (expected: the first address
          "http": {"forwarding": {"forwarded": false, "proxyProtocol": true}} | http.forwarding.proxyProtocol: true (expected: false, as trusted names nobody who may send it)
          "http": {"rewrite": {"links": true, "hosts": ["a:1"]}} | http.rewrite.hosts[0]: a:1 (expected: a host name without a port)
          "http": {"rewrite": {"links": true, "hsts": {"maxAgeSeconds": 60, "includeSubDomains": true, "preload": true}}} | http.rewrite.hsts.preload: true (expected: false, or includeSubDomains
          "http": {"rewrite": {"links": true, "headers": [{"name": "Transfer-Encoding"}]}} | http.rewrite.headers[0].name: Transfer-Encoding (expected: the name of a header field that is not about framing or the connection)
          "http": {"rewrite": {"links": true, "cookies": {"secure": false, "sameSite": "None"}}} | http.rewrite.cookies.sameSite: None (expected: secure: true
          "http": {"accessLog": {"mode": "sampled", "oneIn": 0}} | http.accessLog.oneIn: 0 (expected: 1 to 1000000)
          "limits": {"head": {"maxBytes": 10, "maxTargetBytes": 10, "maxFields": 100}} | limits.head.maxBytes: 10 (expected: 1024 to 1048576 bytes)
          "limits": {"connections": {"max": -1, "maxHandshakes": 1}} | limits.connections.max: -1 (expected: 0 to 1000000 connections)
          """)
  void anUnusablePartIsRefusedWithOneLineThatNamesTheField(String part, String message) {
    String json = VALID.replace("\"logLevel\"", part + ", \"logLevel\"");

    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(InvalidSidecarConfigException.class)
        .message()
        .startsWith(message)
        .doesNotContain("\n");
  }

  @Test
  void clientAuthenticationNeedsTheDirectoryOfItsTrust() {
    String json = VALID.replace("\"1.2\"", "\"1.2\", \"clientAuth\": {\"mode\": \"required\"}");

    assertThatThrownBy(() -> parse(json)).hasMessage("tls.clientAuth.directory: missing");
  }

  @Test
  void aDoubledFieldIsRefused() {
    String json = VALID.replace("\"logLevel\"", "\"logLevel\": \"warn\", \"logLevel\"");

    assertThatThrownBy(() -> parse(json)).hasMessage("line 6: not JSON: field \"logLevel\" twice");
  }

  private static SidecarConfig parse(String json) throws InvalidSidecarConfigException {
    return SidecarConfigCodec.parse(json.getBytes(UTF_8));
  }
}
