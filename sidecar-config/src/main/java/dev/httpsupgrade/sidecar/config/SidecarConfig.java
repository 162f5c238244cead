package dev.httpsupgrade.sidecar.config;

import java.util.HashSet;
import java.util.List;

/**
 * Everything one sidecar does.
 *
 * @param ports the traffic ports, 1 to 16, each with a name and a port number of its own
 * @param tls the certificates to serve and how TLS is spoken
 * @param http what is done to HTTP on its way; default {@link HttpConfig#DEFAULT}
 * @param limits what one client may cost; default {@link Limits#DEFAULT}
 * @param admin the admin port
 * @param logLevel the least severe level that is logged
 */
public record SidecarConfig(
    List<TrafficPort> ports,
    TlsConfig tls,
    HttpConfig http,
    Limits limits,
    AdminConfig admin,
    LogLevel logLevel) {

  private static final int MAX_PORTS = 16;

  @SuppressWarnings("NullAway") // what a configuration leaves out is null here
  public SidecarConfig {
    Checks.present("ports", ports);
    Checks.present("tls", tls);
    Checks.present("admin", admin);
    Checks.present("logLevel", logLevel);
    Checks.inRange("ports", ports.size(), 1, MAX_PORTS, "entries");
    ports = List.copyOf(ports);
    http = http == null ? HttpConfig.DEFAULT : http;
    limits = limits == null ? Limits.DEFAULT : limits;
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
