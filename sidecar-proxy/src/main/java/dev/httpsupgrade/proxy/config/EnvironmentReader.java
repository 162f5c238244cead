package dev.httpsupgrade.proxy.config;

import dev.httpsupgrade.sidecar.config.AccessLog;
import dev.httpsupgrade.sidecar.config.AdminConfig;
import dev.httpsupgrade.sidecar.config.Cidr;
import dev.httpsupgrade.sidecar.config.Forwarding;
import dev.httpsupgrade.sidecar.config.HttpConfig;
import dev.httpsupgrade.sidecar.config.Limits;
import dev.httpsupgrade.sidecar.config.LogLevel;
import dev.httpsupgrade.sidecar.config.PlainPolicy;
import dev.httpsupgrade.sidecar.config.Rewrite;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.TlsConfig;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads a configuration with one traffic port from environment variables. */
final class EnvironmentReader {

  static final String PORT = "HTTPS_UPGRADE_PORT";
  static final String APP_PORT = "HTTPS_UPGRADE_APP_PORT";
  static final String TLS_DIRECTORY = "HTTPS_UPGRADE_TLS_DIRECTORY";
  static final String TLS_MIN_VERSION = "HTTPS_UPGRADE_TLS_MIN_VERSION";
  static final String ADMIN_PORT = "HTTPS_UPGRADE_ADMIN_PORT";
  static final String LOG_LEVEL = "HTTPS_UPGRADE_LOG_LEVEL";

  static final String PLAIN = "HTTPS_UPGRADE_PLAIN";
  static final String REDIRECT_PORT = "HTTPS_UPGRADE_REDIRECT_PORT";
  static final String TRUSTED = "HTTPS_UPGRADE_TRUSTED";
  static final String ACCESS_LOG = "HTTPS_UPGRADE_ACCESS_LOG";
  static final String MAX_CONNECTIONS = "HTTPS_UPGRADE_MAX_CONNECTIONS";

  /** How long clients may remember a redirect: short, so that it can be taken back. */
  private static final int REDIRECT_MAX_AGE_SECONDS = 300;

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
    if (adminPort == appPort) {
      throw invalid(ADMIN_PORT, String.valueOf(adminPort), "another port than " + APP_PORT);
    }
    return new SidecarConfig(
        List.of(new TrafficPort("https", port, appPort)),
        new TlsConfig(directory(), minVersion()),
        http(),
        limits(),
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

  private HttpConfig http() throws UnusableConfigException {
    return new HttpConfig(
        plain(), new Forwarding(trusted(), false, false), Rewrite.DEFAULT, accessLog());
  }

  private PlainPolicy plain() throws UnusableConfigException {
    int httpsPort = port(REDIRECT_PORT, 443);
    String value = variables.getOrDefault(PLAIN, "pass");
    return switch (value) {
      case "pass" -> new PlainPolicy.Pass();
      case "redirect" ->
          new PlainPolicy.Redirect(308, httpsPort, REDIRECT_MAX_AGE_SECONDS, List.of());
      case "refuse" -> new PlainPolicy.Refuse(426, List.of());
      default -> throw invalid(PLAIN, value, "pass, redirect or refuse");
    };
  }

  private List<Cidr> trusted() throws UnusableConfigException {
    String value = variables.getOrDefault(TRUSTED, "");
    try {
      return value.isBlank()
          ? List.of()
          : Stream.of(value.split(",", -1)).map(String::strip).map(Cidr::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new UnusableConfigException("%s: %s".formatted(TRUSTED, e.getMessage()));
    }
  }

  private AccessLog accessLog() throws UnusableConfigException {
    String value = variables.getOrDefault(ACCESS_LOG, "off");
    if (value.matches("1/[1-9]\\d{0,5}")) {
      return new AccessLog(AccessLog.Mode.SAMPLED, Integer.parseInt(value.substring(2)));
    }
    return switch (value) {
      case "off" -> AccessLog.OFF;
      case "full" -> new AccessLog(AccessLog.Mode.FULL, 1);
      default -> throw invalid(ACCESS_LOG, value, "off, full or 1/N");
    };
  }

  private Limits limits() throws UnusableConfigException {
    String value = variables.getOrDefault(MAX_CONNECTIONS, "0");
    int max = value.matches("\\d{1,7}") ? Integer.parseInt(value) : -1;
    if (max < 0 || max > 1_000_000) {
      throw invalid(MAX_CONNECTIONS, value, "0 to 1000000");
    }
    return new Limits(
        Limits.Head.DEFAULT,
        Limits.Times.DEFAULT,
        new Limits.Connections(max, Limits.Connections.DEFAULT.maxHandshakes()));
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
