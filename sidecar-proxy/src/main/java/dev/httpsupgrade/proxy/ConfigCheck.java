package dev.httpsupgrade.proxy;

import dev.httpsupgrade.proxy.admin.AdminAccess;
import dev.httpsupgrade.proxy.config.UnusableConfigException;
import dev.httpsupgrade.proxy.logs.LogSettings;
import dev.httpsupgrade.proxy.metrics.Metrics;
import dev.httpsupgrade.proxy.tls.ServerCertificate;
import dev.httpsupgrade.proxy.tls.ServerTls;
import dev.httpsupgrade.proxy.tls.TlsLibrary;
import dev.httpsupgrade.sidecar.config.LogLevel;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/** What a sidecar with this configuration would find, as far as it can be told without a port. */
final class ConfigCheck {

  private ConfigCheck() {}

  /**
   * Reads the files that the configuration names, and asks the TLS library for what it says.
   *
   * @throws UnusableConfigException if clients would not be served
   */
  static void of(SidecarConfig config, Clock clock) throws UnusableConfigException {
    // What is wrong is told once, by the exception.
    new LogSettings().level(LogLevel.ERROR);
    TlsLibrary.load();
    var surroundings =
        new ServerTls.Surroundings(clock, System::nanoTime, new SecureRandom(), null);
    var events = new Metrics("", clock, Path.of("/")).tls();
    try (var tls = new ServerTls(config.tls(), surroundings, events)) {
      tls.adminContext(AdminAccess.of(config.admin()).trust()).release();
      tls.reload();
      ServerCertificate leaf = tls.leaf();
      if (tls.error() != null || leaf == null) {
        throw new UnusableConfigException("tls: " + tls.error());
      }
      if (!leaf.validAt(clock.instant())) {
        throw new UnusableConfigException(
            "tls.directory: a certificate from %s to %s (expected: valid now)"
                .formatted(leaf.notBefore(), leaf.notAfter()));
      }
    }
  }
}
