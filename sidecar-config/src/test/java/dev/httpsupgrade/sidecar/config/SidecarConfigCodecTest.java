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
            ConfigVersion.CURRENT,
            List.of(new TrafficPort("https", 8443, 8080), new TrafficPort("metrics", 9443, 9090)),
            new TlsConfig("/etc/https-upgrade", TlsVersion.TLS_1_3),
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
          "version": "1.0"       | "version": "one"       | version: one (expected: major.minor, such as 1.0)
          "version": "1.0",      |                        | version: missing (expected: "1.0")
          "port": 8443           | "port": 0              | ports[0].port: 0 (expected: 1 to 65535)
          "port": 8443           | "port": "8443"         | ports[0].port: Cannot coerce
          "appPort": 8080        | "appPort": 8443        | ports[0].appPort: 8443 (expected: another port than port)
          "name": "https"        | "name": "HTTPS"        | ports[0].name: HTTPS (expected: a DNS label of at most 12 characters)
          "port": 18443          | "port": 8443           | ports[0].port: 8443 (expected: a port that no other traffic port and not admin.port has)
          "appPort": 8080        | "appPort": 18443       | ports[0].appPort: 18443 (expected: a port of the app, not one of the sidecar)
          "1.2"                  | "1.1"                  | tls.minVersion: Cannot deserialize value
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
  void aDoubledFieldIsRefused() {
    String json = VALID.replace("\"logLevel\"", "\"logLevel\": \"warn\", \"logLevel\"");

    assertThatThrownBy(() -> parse(json)).hasMessageContaining("Duplicate field 'logLevel'");
  }

  private static SidecarConfig parse(String json) throws InvalidSidecarConfigException {
    return SidecarConfigCodec.parse(json.getBytes(UTF_8));
  }
}
