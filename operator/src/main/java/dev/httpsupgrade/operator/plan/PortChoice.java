package dev.httpsupgrade.operator.plan;

import static dev.httpsupgrade.operator.api.v1alpha1.PortSpec.DEFAULT_SECURE_PORT;
import static dev.httpsupgrade.operator.api.v1alpha1.PortSpec.DEFAULT_SERVICE_PORT;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.PortSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.gather.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which ports of the app are upgraded: those that are listed, or the one that Services lead to. */
final class PortChoice {

  private static final String FIELD = "spec.ports";
  private static final String DEFAULT_NAME = "https";

  private PortChoice() {}

  static List<PlannedPort> choose(
      HttpsUpgradeSpec spec, Target target, List<ServiceFacts> services, List<Problem> problems) {
    List<PlannedPort> ports =
        spec.ports().isEmpty()
            ? inferred(target, services, problems)
            : listed(spec.ports(), target, problems);
    for (int i = 0; i < ports.size(); i++) {
      String field = FIELD + (spec.ports().isEmpty() ? "" : "[%d]".formatted(i));
      checkFree(field, ports.get(i), target, problems);
      checkApart(field, ports.get(i), ports, problems);
    }
    checkAdminPortFree(target, problems);
    return ports;
  }

  private static List<PlannedPort> listed(
      List<PortSpec> specs, Target target, List<Problem> problems) {
    var ports = new ArrayList<PlannedPort>();
    for (int i = 0; i < specs.size(); i++) {
      PortSpec spec = specs.get(i);
      OptionalInt appPort =
          spec.appPort().getStrVal() == null
              ? OptionalInt.of(spec.appPort().getIntVal())
              : target.portNamed(spec.appPort().getStrVal());
      if (appPort.isEmpty()) {
        problems.add(
            new Problem(
                Reason.NoMatchingPort,
                "%s[%d].appPort".formatted(FIELD, i),
                "no container of %s has a port named %s; give the number, or one of the names %s"
                    .formatted(target.name(), spec.appPort().getStrVal(), portNames(target))));
      } else {
        ports.add(
            new PlannedPort(
                spec.name(), appPort.getAsInt(), spec.securePort(), spec.servicePort()));
      }
    }
    return ports;
  }

  private static List<PlannedPort> inferred(
      Target target, List<ServiceFacts> services, List<Problem> problems) {
    var origins = new TreeMap<Integer, TreeSet<String>>();
    for (ServiceFacts service : services) {
      for (ServiceFacts.Port port : service.formerPorts()) {
        port.target()
            .in(target)
            .ifPresent(appPort ->
                origins
                    .computeIfAbsent(appPort, key -> new TreeSet<>())
                    .add("%s:%d".formatted(service.name(), port.port())));
      }
    }
    if (origins.size() == 1) {
      return List.of(
          new PlannedPort(
              DEFAULT_NAME, origins.firstKey(), DEFAULT_SECURE_PORT, DEFAULT_SERVICE_PORT));
    }
    problems.add(origins.isEmpty() ? noPort(services) : ambiguous(origins));
    return List.of();
  }

  private static Problem noPort(List<ServiceFacts> services) {
    return new Problem(
        Reason.NoMatchingPort,
        FIELD,
        "no TCP port of the Services %s leads to a port of the pods; correct their targetPort, or list the ports here"
            .formatted(
                services.stream().map(ServiceFacts::name).collect(Collectors.joining(", "))));
  }

  private static Problem ambiguous(Map<Integer, ? extends Set<String>> origins) {
    String choices =
        origins.entrySet().stream()
            .map(entry -> "%d (%s)".formatted(entry.getKey(), String.join(", ", entry.getValue())))
            .collect(Collectors.joining(", "));
    return new Problem(
        Reason.AmbiguousPorts,
        FIELD,
        "the Services lead to several app ports; list those to upgrade, each with a securePort and a servicePort of its own: "
            + choices);
  }

  private static void checkFree(
      String field, PlannedPort port, Target target, List<Problem> problems) {
    for (Target.Container container : target.containers()) {
      for (Target.Port used : container.ports()) {
        if (used.number() == port.securePort()) {
          problems.add(
              new Problem(
                  Reason.PortTaken,
                  field + ".securePort",
                  "%d is used by container %s; choose a port that is free in the pod"
                      .formatted(port.securePort(), container.name())));
        }
        if (used.name().filter(port.containerPortName()::equals).isPresent()) {
          problems.add(
              new Problem(
                  Reason.PortTaken,
                  field + ".name",
                  "container %s has a port named %s, to which the Services would lead; choose another name"
                      .formatted(container.name(), port.containerPortName())));
        }
      }
    }
  }

  /** The app need not declare its ports. */
  private static void checkApart(
      String field, PlannedPort port, List<PlannedPort> all, List<Problem> problems) {
    if (all.stream().anyMatch(other -> other.appPort() == port.securePort())) {
      problems.add(
          new Problem(
              Reason.PortTaken,
              field + ".securePort",
              "%d is a port of the app; choose a port that is free in the pod"
                  .formatted(port.securePort())));
    }
    if (port.appPort() == Names.ADMIN_PORT) {
      problems.add(
          new Problem(
              Reason.PortTaken,
              field + ".appPort",
              "%d is the sidecar's admin port; move the app to another port"
                  .formatted(port.appPort())));
    }
  }

  private static void checkAdminPortFree(Target target, List<Problem> problems) {
    for (Target.Container container : target.containers()) {
      if (container.ports().stream().anyMatch(used -> used.number() == Names.ADMIN_PORT)) {
        problems.add(
            new Problem(
                Reason.PortTaken,
                "spec.targetRef",
                "container %s uses port %d, which is the sidecar's admin port; move it to another port"
                    .formatted(container.name(), Names.ADMIN_PORT)));
      }
    }
  }

  private static String portNames(Target target) {
    return target.containers().stream()
        .flatMap(container -> container.ports().stream())
        .flatMap(port -> port.name().stream())
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
