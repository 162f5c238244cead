package dev.httpsupgrade.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.httpsupgrade.sidecar.config.AccessLog;
import dev.httpsupgrade.sidecar.config.Cidr;
import dev.httpsupgrade.sidecar.config.LogLevel;
import dev.httpsupgrade.sidecar.config.PlainPolicy;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentReaderTest {

  @Test
  void everythingHasADefault() throws Exception {
    SidecarConfig config = new EnvironmentReader(Map.of()).read();
    assertThat(config.ports()).containsExactly(new TrafficPort("https", 8443, 8080));
    assertThat(config.tls().directory()).isEqualTo("/etc/https-upgrade");
    assertThat(config.tls().minVersion()).isEqualTo(TlsVersion.TLS_1_2);
    assertThat(config.admin().port()).isEqualTo(18_443);
    assertThat(config.logLevel()).isEqualTo(LogLevel.INFO);
  }

  @Test
  void everyVariableIsRead() throws Exception {
    SidecarConfig config =
        new EnvironmentReader(
                Map.of(
                    "HTTPS_UPGRADE_PORT", "1",
                    "HTTPS_UPGRADE_APP_PORT", "65535",
                    "HTTPS_UPGRADE_TLS_DIRECTORY", "/tls",
                    "HTTPS_UPGRADE_TLS_MIN_VERSION", "1.3",
                    "HTTPS_UPGRADE_ADMIN_PORT", "2",
                    "HTTPS_UPGRADE_LOG_LEVEL", "warn"))
            .read();
    assertThat(config.ports()).containsExactly(new TrafficPort("https", 1, 65_535));
    assertThat(config.tls().directory()).isEqualTo("/tls");
    assertThat(config.tls().minVersion()).isEqualTo(TlsVersion.TLS_1_3);
    assertThat(config.admin().port()).isEqualTo(2);
    assertThat(config.logLevel()).isEqualTo(LogLevel.WARN);
  }

  @Test
  void theOptionsOfHttpAreRead() throws Exception {
    SidecarConfig config =
        new EnvironmentReader(
                Map.of(
                    "HTTPS_UPGRADE_PLAIN", "redirect",
                    "HTTPS_UPGRADE_REDIRECT_PORT", "8443",
                    "HTTPS_UPGRADE_TRUSTED", "10.0.0.0/8, fd00::/8",
                    "HTTPS_UPGRADE_ACCESS_LOG", "1/100",
                    "HTTPS_UPGRADE_MAX_CONNECTIONS", "500"))
            .read();
    assertThat(config.http().plain())
        .isEqualTo(new PlainPolicy.Redirect(308, 8443, 300, List.of()));
    assertThat(config.http().forwarding().trusted())
        .containsExactly(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8"));
    assertThat(config.http().accessLog()).isEqualTo(new AccessLog(AccessLog.Mode.SAMPLED, 100));
    assertThat(config.limits().connections().max()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS_UPGRADE_PORT, x, 1 to 65535",
    "HTTPS_UPGRADE_PORT, tcp://10.0.0.1:443, 1 to 65535",
    "HTTPS_UPGRADE_APP_PORT, 65536, 1 to 65535",
    "HTTPS_UPGRADE_ADMIN_PORT, 8443, another port than HTTPS_UPGRADE_PORT",
    "HTTPS_UPGRADE_ADMIN_PORT, 8080, another port than HTTPS_UPGRADE_APP_PORT",
    "HTTPS_UPGRADE_PLAIN, drop, 'pass, redirect or refuse'",
    "HTTPS_UPGRADE_ACCESS_LOG, 1/0, 'off, full or 1/N'",
    "HTTPS_UPGRADE_MAX_CONNECTIONS, -1, 0 to 1000000",
    "HTTPS_UPGRADE_TLS_DIRECTORY, tls, an absolute path",
    "HTTPS_UPGRADE_LOG_LEVEL, INFO, 'debug, info, warn or error'"
  })
  void anUnusableVariableIsNamed(String name, String value, String expected) {
    assertThatThrownBy(() -> new EnvironmentReader(Map.of(name, value)).read())
        .isInstanceOf(UnusableConfigException.class)
        .hasMessage("%s: %s (expected: %s)".formatted(name, value, expected));
  }
}
