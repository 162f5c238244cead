package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.gather.Target;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** What Services must not have: a protocol that isn't the sidecar's, ports of another upgrade. */
final class ServiceChecks {

  private static final Map<String, String> OTHER_PROTOCOLS =
      Map.of(
          "https", "TLS",
          "tls", "TLS",
          "kubernetes.io/wss", "TLS",
          "h2c", "HTTP/2",
          "http2", "HTTP/2",
          "kubernetes.io/h2c", "HTTP/2",
          "grpc", "HTTP/2");

  private ServiceChecks() {}

  static void check(
      Inputs inputs,
      Target target,
      List<ServiceFacts> services,
      List<PlannedPort> ports,
      List<Problem> problems) {
    for (ServiceFacts service : services) {
      service.formerPorts().stream()
          .filter(port -> leadsToAny(port, target, ports))
          .forEach(port -> checkProtocol(service, port, problems));
      Optional.ofNullable(inputs.around().servicesOfOthers().get(service.name()))
          .filter(other -> !sameAsPresent(inputs, target, service, ports))
          .ifPresent(other -> problems.add(shared(service, other)));
    }
  }

  private static boolean leadsToAny(
      ServiceFacts.Port port, Target target, List<PlannedPort> ports) {
    OptionalInt appPort = port.target().in(target);
    return ports.stream().anyMatch(planned -> OptionalInt.of(planned.appPort()).equals(appPort));
  }

  private static void checkProtocol(
      ServiceFacts service, ServiceFacts.Port port, List<Problem> problems) {
    String protocol = port.protocol().orElse("");
    Optional.ofNullable(OTHER_PROTOCOLS.get(protocol))
        .ifPresent(spoken ->
            problems.add(
                new Problem(
                    Reason.ProtocolNotSupported,
                    "spec.ports",
                    "port %d of Service %s has appProtocol %s, and the sidecar speaks HTTP/1.1 to the app, not %s; list the other ports here, or correct appProtocol"
                        .formatted(port.port(), service.name(), protocol, spoken))));
  }

  /** One port of a Service that leads to sidecars. */
  private record SecurePort(String name, int port, String target) {}

  private static boolean sameAsPresent(
      Inputs inputs, Target target, ServiceFacts service, List<PlannedPort> ports) {
    Set<SecurePort> present =
        service.ports().stream()
            .filter(ServiceFacts.Port::toSidecar)
            .map(port ->
                new SecurePort(port.name().orElse(""), port.port(), port.target().toString()))
            .collect(Collectors.toSet());
    Set<SecurePort> wanted =
        ServicePatch.render(inputs, target, service, ports).getSpec().getPorts().stream()
            .filter(port -> port.getTargetPort() != null)
            .filter(port -> !isFormer(service, port))
            .map(ServiceChecks::securePort)
            .collect(Collectors.toSet());
    return present.equals(wanted);
  }

  private static boolean isFormer(ServiceFacts service, ServicePort port) {
    return service.formerPorts().stream().anyMatch(former -> former.port() == port.getPort());
  }

  private static SecurePort securePort(ServicePort port) {
    return new SecurePort(
        port.getName(),
        port.getPort(),
        new ServiceFacts.TargetPort.Named(port.getTargetPort().getStrVal()).toString());
  }

  private static Problem shared(ServiceFacts service, String other) {
    String present =
        service.ports().stream()
            .filter(ServiceFacts.Port::toSidecar)
            .map(port -> "%s %d".formatted(port.name().orElse(""), port.port()))
            .collect(Collectors.joining(", "));
    if (present.isEmpty()) {
      return new Problem(
          Reason.ServiceShared,
          "spec.services.names",
          "HttpsUpgrade %s has Service %s, whose HTTPS ports are being changed; this goes on when that is done"
              .formatted(other, service.name()));
    }
    return new Problem(
        Reason.ServiceShared,
        "spec.services.names",
        "HttpsUpgrade %s gives Service %s its HTTPS ports (%s), which are not those of this one; list the same ports in spec.ports, or here the Services without %2$s"
            .formatted(other, service.name(), present));
  }
}
