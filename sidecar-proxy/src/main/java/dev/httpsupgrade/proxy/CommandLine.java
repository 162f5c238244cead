package dev.httpsupgrade.proxy;

import dev.httpsupgrade.proxy.config.ConfigSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. */
sealed interface CommandLine {

  /** What browsers and curl call it; of itself it does nothing, as it may be set for them. */
  String KEY_LOG = "SSLKEYLOGFILE";

  String KEY_LOG_OPTION = "--debug-key-log";

  String HELP =
      """
      Usage: https-upgrade-proxy [--config FILE] [--check-config]
             https-upgrade-proxy --help | --version

      Serves HTTPS, and plain HTTP on the same port, for an app that listens on the loopback address.

        --config FILE   read the configuration from a JSON file, and again whenever it changes
        --check-config  check the configuration and the certificates and CAs that it names, and exit;
                        whether the ports are free and the app answers is not looked at
        --debug-key-log write the secrets of clients' TLS sessions to the file that SSLKEYLOGFILE names:
                        whoever has it reads recorded traffic
        --help          show this text
        --version       show the version

      Without --config, environment variables are read, once:

        HTTPS_UPGRADE_PORT             where clients connect (8443)
        HTTPS_UPGRADE_APP_PORT         where the app listens on the loopback address (8080)
        HTTPS_UPGRADE_TLS_DIRECTORY    directory with tls.crt and tls.key, read again whenever they
                                       change (/etc/https-upgrade)
        HTTPS_UPGRADE_TLS_MIN_VERSION  1.2 or 1.3 (1.2)
        HTTPS_UPGRADE_ADMIN_PORT       where health and metrics are (18443)
        HTTPS_UPGRADE_PLAIN            what plain HTTP gets: pass, redirect (308) or refuse (426)
                                       (pass)
        HTTPS_UPGRADE_REDIRECT_PORT    the port of HTTPS in redirects (443)
        HTTPS_UPGRADE_TRUSTED          addresses of proxies in front whose X-Forwarded-* is kept, such
                                       as 10.0.0.0/8,fd00::/8 (none)
        HTTPS_UPGRADE_ACCESS_LOG       off, full or 1/N, on standard output (off)
        HTTPS_UPGRADE_MAX_CONNECTIONS  how many clients may be connected; 0 for what the memory limit
                                       holds (0)
        HTTPS_UPGRADE_LOG_LEVEL        debug, info, warn or error, on standard error (info)

      In both cases:

        HTTPS_UPGRADE_DRAIN_TOKEN      what the header X-Drain-Token of a request to /drain on the
                                       admin port must hold; without it nobody can start a drain
        HTTPS_UPGRADE_STOP_SECONDS     how long after SIGTERM requests in flight may take (25)

      Exit status: 0 after SIGTERM, 2 if the configuration can't be used.
      """;

  record Help() implements CommandLine {}

  record Version() implements CommandLine {}

  record Check(ConfigSource source) implements CommandLine {}

  /**
   * Serves.
   *
   * @param keyLog the file for secrets of TLS sessions; nothing is written if null
   */
  record Run(ConfigSource source, @Nullable Path keyLog) implements CommandLine {}

  record Misuse(String message) implements CommandLine {}

  static CommandLine parse(List<String> arguments, Map<String, String> environment) {
    ConfigSource source = new ConfigSource.Environment(environment);
    boolean check = false;
    Path keyLog = null;
    for (int i = 0; i < arguments.size(); i++) {
      switch (arguments.get(i)) {
        case "--help" -> {
          return new Help();
        }
        case "--version" -> {
          return new Version();
        }
        // Short for --check-config: its name in 0.1.0.
        case "--check-config", "--check" -> check = true;
        case KEY_LOG_OPTION -> {
          String file = environment.getOrDefault(KEY_LOG, "");
          if (file.isBlank()) {
            return new Misuse(
                KEY_LOG + ": missing (expected: a file, because of " + KEY_LOG_OPTION + ")");
          }
          keyLog = Path.of(file);
        }
        case "--config" -> {
          if (++i == arguments.size()) {
            return new Misuse("--config: missing (expected: a file)");
          }
          source = new ConfigSource.ConfigFile(Path.of(arguments.get(i)));
        }
        default -> {
          return new Misuse(arguments.get(i) + ": unknown (expected: see --help)");
        }
      }
    }
    return check ? new Check(source) : new Run(source, keyLog);
  }
}
