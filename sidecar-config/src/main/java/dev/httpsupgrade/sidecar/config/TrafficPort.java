package dev.httpsupgrade.sidecar.config;

/**
 * One port of the pod that carries traffic: TLS and plain HTTP alike, told apart by the first byte.
 *
 * @param name name of the port in logs and metrics; a DNS label of at most 12 characters
 * @param port where the sidecar listens on every address of the pod, 1 to 65535
 * @param appPort where the app listens on the loopback address, 1 to 65535, not {@code port}
 */
public record TrafficPort(String name, int port, int appPort) {

  public TrafficPort {
    Checks.present("name", name);
    Checks.label("name", name, 12);
    Checks.port("port", port);
    Checks.port("appPort", appPort);
    if (port == appPort) {
      throw new IllegalArgumentException(
          "appPort: %d (expected: another port than port)".formatted(appPort));
    }
  }
}
