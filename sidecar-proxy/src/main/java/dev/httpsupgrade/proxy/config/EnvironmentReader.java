package dev.httpsupgrade.proxy.config;

import dev.httpsupgrade.sidecar.config.AdminConfig;
import dev.httpsupgrade.sidecar.config.HttpConfig;
import dev.httpsupgrade.sidecar.config.Limits;
import dev.httpsupgrade.sidecar.config.LogLevel;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.TlsConfig;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import java.util.List;
import java.util.Map;

/** Reads a configuration with one traffic port from environment variables. */
final class EnvironmentReader {

  static final String PORT = "HTTPS_UPGRADE_PORT";
  static final String APP_PORT = "HTTPS_UPGRADE_APP_PORT";
  static final String TLS_DIRECTORY = "HTTPS_UPGRADE_TLS_DIRECTORY";
  static final String TLS_MIN_VERSION = "HTTPS_UPGRADE_TLS_MIN_VERSION";
  static final String ADMIN_PORT = "HTTPS_UPGRADE_ADMIN_PORT";
  static final String LOG_LEVEL = "HTTPS_UPGRADE_LOG_LEVEL";

  private static final int CANCEL_DRAIN_AFTER_SECONDS = 60;

  private final Map<String, String> variables;

  EnvironmentReader(Map<String, String> variables) {
    this.variables = variables;
  }

  SidecarConfig read() throws UnusableConfigException {
    int port = port(PORT, 8443);
    int appPort = port(APP_PORT, 8080);
    int adminPort = port(ADMIN_PORT, 18_443);
    if (port == appPort) {
      throw invalid(APP_PORT, String.valueOf(appPort), "another port than " + PORT);
    }
    if (adminPort == port) {
      throw invalid(ADMIN_PORT, String.valueOf(adminPort), "another port than " + PORT);
    }
    return new SidecarConfig(
        List.of(new TrafficPort("https", port, appPort)),
        new TlsConfig(directory(), minVersion()),
        HttpConfig.DEFAULT,
        Limits.DEFAULT,
        new AdminConfig(adminPort, CANCEL_DRAIN_AFTER_SECONDS, null),
        logLevel());
  }

  private int port(String name, int otherwise) throws UnusableConfigException {
    String value = variables.getOrDefault(name, String.valueOf(otherwise));
    boolean number = value.matches("[1-9]\\d{0,4}");
    if (!number || Integer.parseInt(value) > 65_535) {
      throw invalid(name, value, "1 to 65535");
    }
    return Integer.parseInt(value);
  }

  private String directory() throws UnusableConfigException {
    String value = variables.getOrDefault(TLS_DIRECTORY, "/etc/https-upgrade");
    if (!value.startsWith("/")) {
      throw invalid(TLS_DIRECTORY, value, "an absolute path");
    }
    return value;
  }

  private TlsVersion minVersion() throws UnusableConfigException {
    String value = variables.getOrDefault(TLS_MIN_VERSION, "1.2");
    return switch (value) {
      case "1.2" -> TlsVersion.TLS_1_2;
      case "1.3" -> TlsVersion.TLS_1_3;
      default -> throw invalid(TLS_MIN_VERSION, value, "1.2 or 1.3");
    };
  }

  private LogLevel logLevel() throws UnusableConfigException {
    String value = variables.getOrDefault(LOG_LEVEL, "info");
    return switch (value) {
      case "debug" -> LogLevel.DEBUG;
      case "info" -> LogLevel.INFO;
      case "warn" -> LogLevel.WARN;
      case "error" -> LogLevel.ERROR;
      default -> throw invalid(LOG_LEVEL, value, "debug, info, warn or error");
    };
  }

  private static UnusableConfigException invalid(String name, String value, String expected) {
    return new UnusableConfigException("%s: %s (expected: %s)".formatted(name, value, expected));
  }
}
