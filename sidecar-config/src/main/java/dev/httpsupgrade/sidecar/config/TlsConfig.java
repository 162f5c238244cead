package dev.httpsupgrade.sidecar.config;

/**
 * The certificate to serve and the protocol versions to offer.
 *
 * @param directory absolute path of the directory that holds {@code tls.crt} (leaf first, then its
 *     chain) and {@code tls.key} (PKCS#8), both PEM, as a volume of a {@code kubernetes.io/tls}
 *     Secret has them
 * @param minVersion the oldest protocol version that is accepted
 */
public record TlsConfig(String directory, TlsVersion minVersion) {

  public TlsConfig {
    Checks.present("directory", directory);
    Checks.present("minVersion", minVersion);
    if (!directory.startsWith("/")) {
      throw new IllegalArgumentException(
          "directory: %s (expected: an absolute path)".formatted(directory));
    }
  }
}
