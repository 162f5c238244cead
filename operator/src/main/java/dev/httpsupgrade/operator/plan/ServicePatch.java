package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.gather.FormerTarget;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.MovedPorts;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.gather.Target;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is added to a Service: the HTTPS ports, a name for a port that has none, because a Service
 * with several ports must name them all, and where a plain port leads that is taken.
 */
final class ServicePatch {

  private static final String TCP = "TCP";
  private static final String NAME_FOR_UNNAMED = "http";
  private static final String OTHER_NAME_FOR_UNNAMED = "plain-http";

  private ServicePatch() {}

  /** The Services that lead to an upgraded port. */
  static List<ServiceFacts> relevant(
      HttpsUpgradeSpec spec,
      Target target,
      List<ServiceFacts> services,
      List<PlannedPort> ports,
      List<Problem> problems) {
    var relevant = new ArrayList<ServiceFacts>();
    for (ServiceFacts service : services) {
      List<PlannedPort> added = added(target, service, ports);
      if (!added.isEmpty()) {
        relevant.add(service);
        added.forEach(port -> checkFree(service, port, problems));
      } else if (!spec.services().names().isEmpty()) {
        problems.add(
            new Problem(
                Reason.NoMatchingPort,
                "spec.services.names[%d]"
                    .formatted(spec.services().names().indexOf(service.name())),
                "no port of Service %s leads to an upgraded port of the pods (%s); remove it from the list"
                    .formatted(service.name(), ports.stream().map(PlannedPort::appPort).toList())));
      }
    }
    if (relevant.isEmpty() && problems.isEmpty()) {
      problems.add(
          new Problem(
              Reason.NoMatchingPort,
              "spec.ports",
              "no port of the Services %s leads to %s; correct appPort, or the Services' targetPort"
                  .formatted(
                      services.stream().map(ServiceFacts::name).toList(),
                      ports.stream().map(PlannedPort::appPort).toList())));
    }
    return relevant;
  }

  static Service render(
      Inputs inputs, Target target, ServiceFacts service, List<PlannedPort> ports) {
    var patched = new ArrayList<ServicePort>();
    var plain = new PlainPorts(inputs, target, ports);
    Map<Integer, String> taken = plain.taken(service);
    SortedMap<Integer, String> moved = plain.moved(service);
    service.formerPorts().stream()
        .filter(port -> port.name().isEmpty() || taken.containsKey(port.port()))
        .forEach(port -> patched.add(former(port, ports, taken.get(port.port()))));
    added(target, service, ports)
        .forEach(port ->
            patched.add(
                new ServicePortBuilder()
                    .withName(port.name())
                    .withPort(number(service, port))
                    .withProtocol(TCP)
                    .withTargetPort(new IntOrString(port.containerPortName()))
                    .build()));
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(inputs.subject().namespace())
        .withName(service.name())
        .withLabels(MovedPorts.labels(moved))
        .withAnnotations(FormerTarget.annotations(plain.formerTargets(service)))
        .addToAnnotations(MovedPorts.annotations(moved))
        .endMetadata()
        .withNewSpec()
        .withPorts(patched)
        .endSpec()
        .build();
  }

  private static List<PlannedPort> added(
      Target target, ServiceFacts service, List<PlannedPort> ports) {
    return ports.stream()
        .filter(port ->
            service.formerPorts().stream()
                .anyMatch(
                    former -> former.target().in(target).equals(OptionalInt.of(port.appPort()))))
        .toList();
  }

  private static ServicePort former(
      ServiceFacts.Port port, List<PlannedPort> ports, @Nullable String takenTo) {
    var former = new ServicePortBuilder().withPort(port.port()).withProtocol(TCP);
    if (port.name().isEmpty()) {
      boolean used = ports.stream().anyMatch(planned -> planned.name().equals(NAME_FOR_UNNAMED));
      former.withName(used ? OTHER_NAME_FOR_UNNAMED : NAME_FOR_UNNAMED);
    }
    if (takenTo != null) {
      former.withTargetPort(new IntOrString(takenTo));
    }
    return former.build();
  }

  /** Nothing translates the ports of a headless Service: clients connect to the pod as it is. */
  private static int number(ServiceFacts service, PlannedPort port) {
    return service.headless() ? port.securePort() : port.servicePort();
  }

  private static void checkFree(ServiceFacts service, PlannedPort port, List<Problem> problems) {
    for (ServiceFacts.Port present : service.ports()) {
      boolean sameName = present.name().filter(port.name()::equals).isPresent();
      boolean sameNumber = present.port() == number(service, port);
      if (present.toSidecar() && sameNumber && !sameName) {
        problems.add(
            new Problem(
                Reason.ServicePortTaken,
                "spec.ports",
                "port %d of Service %s is in use with the name %s, and a new name would cut it off; keep the name, or delete the HttpsUpgrade and create it anew"
                    .formatted(present.port(), service.name(), present.name().orElse(""))));
      } else if (!present.toSidecar() && sameNumber) {
        problems.add(
            new Problem(
                Reason.ServicePortTaken,
                "spec.ports",
                "Service %s already has a port %d; list the ports here, with another servicePort"
                    .formatted(service.name(), present.port())));
      } else if (!present.toSidecar() && sameName) {
        problems.add(
            new Problem(
                Reason.ServicePortTaken,
                "spec.ports",
                "Service %s already has a port named %s; list the ports here, with another name"
                    .formatted(service.name(), port.name())));
      }
    }
  }
}
