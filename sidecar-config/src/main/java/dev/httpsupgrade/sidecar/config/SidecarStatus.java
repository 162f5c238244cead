package dev.httpsupgrade.sidecar.config;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a sidecar says of itself to the operator, at {@code /status} on the admin port.
 *
 * @param programVersion version of the sidecar
 * @param configuration the configuration in use
 * @param leaf the certificate in use; absent until one was loaded
 * @param openConnections traffic connections that are open now, TLS and plain, {@code >= 0}
 * @param draining whether clients are being asked to leave
 */
public record SidecarStatus(
    String programVersion,
    Configuration configuration,
    @Nullable Leaf leaf,
    int openConnections,
    boolean draining) {

  public SidecarStatus {
    Checks.present("configuration", configuration);
  }

  /**
   * The configuration in use.
   *
   * @param sha256 SHA-256 of the configuration file that is in use, lower-case hex
   * @param error why a newer configuration file is not in use; absent if there is none
   * @param clientTrust SHA-256 of the CAs of clients and, behind them, their revocation lists, as
   *     the files that are in use have them; empty until some were read, absent if no client shows
   *     a certificate
   */
  public record Configuration(String sha256, @Nullable String error, @Nullable String clientTrust) {
    public Configuration {
      Checks.present("sha256", sha256);
    }
  }

  /**
   * The certificate in use.
   *
   * @param sha256 SHA-256 of the leaf's DER encoding, lower-case hex
   * @param notAfter when the leaf expires
   * @param error why a newer certificate is not in use; absent if there is none
   */
  public record Leaf(String sha256, Instant notAfter, @Nullable String error) {}
}
