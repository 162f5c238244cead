package dev.httpsupgrade.sidecar.config;

import org.jspecify.annotations.Nullable;

/**
 * The admin port: health and metrics for everybody, status for the operator alone.
 *
 * @param port where the sidecar listens on every address of the pod, 1 to 65535
 * @param cancelDrainAfterSeconds how long a drain lasts that no SIGTERM follows, 1 to 86400; after
 *     that the sidecar serves as before
 * @param operator who may read the status; nobody may if absent
 */
public record AdminConfig(
    int port, int cancelDrainAfterSeconds, @Nullable OperatorIdentity operator) {

  /** The longest that a drain can last, in seconds. */
  public static final int MAX_DRAIN_SECONDS = 86_400;

  public AdminConfig {
    Checks.port("port", port);
    Checks.inRange(
        "cancelDrainAfterSeconds", cancelDrainAfterSeconds, 1, MAX_DRAIN_SECONDS, "seconds");
  }

  /**
   * How the sidecar recognises the operator.
   *
   * @param trust PEM certificates of the CAs that issue the operator's client certificate
   * @param uri the URI that the client certificate has among its subject alternative names
   */
  public record OperatorIdentity(String trust, String uri) {
    public OperatorIdentity {
      Checks.present("trust", trust);
      Checks.present("uri", uri);
      if (!trust.contains("-----BEGIN CERTIFICATE-----")) {
        throw new IllegalArgumentException("trust: no certificate (expected: PEM certificates)");
      }
    }
  }
}
