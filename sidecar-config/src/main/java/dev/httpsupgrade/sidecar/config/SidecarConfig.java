package dev.httpsupgrade.sidecar.config;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.HashSet;
import java.util.List;

/**
 * Everything one sidecar does.
 *
 * @param version version of this format; the sidecar refuses another major version
 * @param ports the traffic ports, 1 to 16, each with a name and a port number of its own
 * @param tls the certificate to serve and the protocol versions to offer
 * @param admin the admin port
 * @param logLevel the least severe level that is logged
 */
@JsonPropertyOrder({"version", "ports", "tls", "admin", "logLevel"})
public record SidecarConfig(
    ConfigVersion version,
    List<TrafficPort> ports,
    TlsConfig tls,
    AdminConfig admin,
    LogLevel logLevel) {

  private static final int MAX_PORTS = 16;

  public SidecarConfig {
    Checks.present("version", version);
    Checks.present("ports", ports);
    Checks.present("tls", tls);
    Checks.present("admin", admin);
    Checks.present("logLevel", logLevel);
    Checks.inRange("ports", ports.size(), 1, MAX_PORTS, "entries");
    ports = List.copyOf(ports);
    checkDistinct(ports, admin);
  }

  private static void checkDistinct(List<TrafficPort> ports, AdminConfig admin) {
    var names = new HashSet<String>();
    var numbers = new HashSet<Integer>();
    numbers.add(admin.port());
    for (int i = 0; i < ports.size(); i++) {
      TrafficPort port = ports.get(i);
      if (!names.add(port.name())) {
        throw new IllegalArgumentException(
            "ports[%d].name: %s (expected: a name that no other port has)"
                .formatted(i, port.name()));
      }
      if (!numbers.add(port.port())) {
        throw new IllegalArgumentException(
            "ports[%d].port: %d (expected: a port that no other traffic port and not admin.port has)"
                .formatted(i, port.port()));
      }
    }
    for (int i = 0; i < ports.size(); i++) {
      if (numbers.contains(ports.get(i).appPort())) {
        throw new IllegalArgumentException(
            "ports[%d].appPort: %d (expected: a port of the app, not one of the sidecar)"
                .formatted(i, ports.get(i).appPort()));
      }
    }
  }
}
