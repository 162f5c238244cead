package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.api.v1alpha1.ServicesSpec.Takeover;
import dev.httpsupgrade.operator.gather.FormerTarget;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.gather.ServiceFacts.Owner;
import dev.httpsupgrade.operator.gather.ServiceFacts.SetBack;
import dev.httpsupgrade.operator.gather.ServiceFacts.Standing;
import dev.httpsupgrade.operator.gather.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which plain ports of the Services lead through the sidecar: those whose {@code targetPort} is
 * nobody's, or may be taken from its field manager. One that was nobody's gets the API server's
 * default when it is given back, so only one that has it is taken.
 */
final class PlainPorts {

  private static final String FIELD = "spec.services.takeover";

  private final Inputs inputs;
  private final Target target;
  private final List<PlannedPort> ports;
  private final Takeover takeover;

  PlainPorts(Inputs inputs, Target target, List<PlannedPort> ports) {
    this.inputs = inputs;
    this.target = target;
    this.ports = ports;
    takeover = inputs.subject().spec().services().takeover();
  }

  /** Where each port that is taken leads to, by its number. */
  Map<Integer, String> taken(ServiceFacts service) {
    return leading(service, port -> !isMoved(port));
  }

  /** Where the admission policy is to have ports lead, by their numbers. */
  SortedMap<Integer, String> moved(ServiceFacts service) {
    return leading(service, this::isMoved);
  }

  private SortedMap<Integer, String> leading(
      ServiceFacts service, Predicate<ServiceFacts.Port> wanted) {
    var leading = new TreeMap<Integer, String>();
    for (ServiceFacts.Port port : wanted(service)) {
      if (wanted.test(port) && obstacle(service, port).isEmpty()) {
        planned(port).ifPresent(to -> leading.put(port.port(), to.containerPortName()));
      }
    }
    return leading;
  }

  /** Nobody's field needs no policy. */
  private boolean isMoved(ServiceFacts.Port port) {
    return takeover == Takeover.Admission
        && switch (port.standing()) {
          case Standing.Added added -> false;
          case Standing.Taken taken -> false;
          case Standing.Moved moved -> true;
          case Standing.Others others -> !others.targetOwners().isEmpty();
        };
  }

  /** What is to be known for giving them back, and of those that were set back. */
  SortedMap<Integer, FormerTarget> formerTargets(ServiceFacts service) {
    var former = new TreeMap<Integer, FormerTarget>();
    for (ServiceFacts.Port port : wanted(service)) {
      if (isMoved(port)) {
        continue;
      }
      former(port, obstacle(service, port).isEmpty())
          .ifPresent(target -> former.put(port.port(), target));
    }
    return former;
  }

  private static Optional<FormerTarget> former(ServiceFacts.Port port, boolean isTaken) {
    return switch (port.standing()) {
      case Standing.Added added -> Optional.empty();
      case Standing.Taken(String to, Optional<FormerTarget> former) -> former;
      case Standing.Moved(String to, FormerTarget former) -> Optional.of(former);
      case Standing.Others(List<Owner> owners, Optional<SetBack> setBack) when isTaken ->
          owners.stream()
              .findFirst()
              .map(owner ->
                  new FormerTarget(
                      port.target().value(),
                      owner.manager(),
                      owner.operation(),
                      setBack.isPresent()));
      case Standing.Others(List<Owner> owners, Optional<SetBack> setBack) ->
          setBack.filter(SetBack::again).map(SetBack::former);
    };
  }

  /** A port that is taken leads to pods of the former template, too, as long as it rolls out. */
  void checkNames(ServiceFacts service, List<Problem> problems) {
    for (ServiceFacts.Port port : wanted(service)) {
      leadsTo(port)
          .filter(to ->
              planned(port).filter(planned -> planned.containerPortName().equals(to)).isEmpty())
          .ifPresent(to ->
              problems.add(
                  new Problem(
                      Reason.ServicePortTaken,
                      "spec.ports",
                      "port %d of Service %s leads to the sidecar's port %s, and another name would cut it off; keep the name, or set spec.services.takeover to None first"
                          .formatted(port.port(), service.name(), to))));
    }
  }

  private static Optional<String> leadsTo(ServiceFacts.Port port) {
    return switch (port.standing()) {
      case Standing.Added added -> Optional.empty();
      case Standing.Taken(String to, Optional<FormerTarget> former) -> Optional.of(to);
      case Standing.Moved(String to, FormerTarget former) -> Optional.of(to);
      case Standing.Others others -> Optional.empty();
    };
  }

  /** Why ports that should be taken are not. */
  Stream<Problem> problems(ServiceFacts service) {
    return wanted(service).stream().flatMap(port -> obstacle(service, port).stream());
  }

  /** Nothing translates the ports of a headless Service, so none of them can lead elsewhere. */
  private List<ServiceFacts.Port> wanted(ServiceFacts service) {
    if (takeover == Takeover.None || service.headless()) {
      return List.of();
    }
    Set<Integer> toBeGivenBack =
        switch (takeover) {
          case None, Unowned -> union(service.takenFromOthers(), service.moved());
          case Force -> service.moved().keySet();
          case Admission -> service.takenFromOthers().keySet();
        };
    return service.formerPorts().stream()
        .filter(port -> planned(port).isPresent())
        .filter(port -> !toBeGivenBack.contains(port.port()))
        .toList();
  }

  private static Set<Integer> union(Map<Integer, ?> some, Map<Integer, ?> others) {
    return Stream.of(some, others)
        .flatMap(map -> map.keySet().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Optional<PlannedPort> planned(ServiceFacts.Port port) {
    OptionalInt appPort = port.target().in(target);
    return ports.stream()
        .filter(planned -> appPort.equals(OptionalInt.of(planned.appPort())))
        .findFirst();
  }

  private Optional<Problem> obstacle(ServiceFacts service, ServiceFacts.Port port) {
    String sharing = inputs.around().servicesOfOthers().get(service.name());
    if (sharing != null) {
      return Optional.of(
          problem(
              Reason.ServiceShared,
              service,
              port,
              "leads to the pods of HttpsUpgrade %s, too, and may not leave them out"
                  .formatted(sharing)));
    }
    return switch (port.standing()) {
      case Standing.Added added -> Optional.empty();
      case Standing.Taken taken -> Optional.empty();
      case Standing.Moved moved -> Optional.empty();
      case Standing.Others others when others.targetOwners().isEmpty() ->
          isDefault(port)
              ? Optional.empty()
              : Optional.of(
                  problem(
                      Reason.Conflict,
                      service,
                      port,
                      "is nobody's, but is not the port's own number, to which it would be given back"));
      case Standing.Others(List<Owner> owners, Optional<SetBack> setBack) ->
          switch (takeover) {
            case None, Unowned ->
                Optional.of(
                    problem(
                        Reason.Conflict, service, port, "is owned by %s".formatted(named(owners))));
            case Force ->
                setBack
                    .filter(SetBack::again)
                    .map(twice -> contested(service, port, named(owners)));
            case Admission -> Optional.empty();
          };
    };
  }

  private static boolean isDefault(ServiceFacts.Port port) {
    return port.target().equals(new ServiceFacts.TargetPort.Numbered(port.port()));
  }

  private static String named(List<Owner> owners) {
    return owners.stream()
        .map(owner -> "field manager " + owner.manager())
        .distinct()
        .collect(Collectors.joining(" and "));
  }

  private static Problem problem(
      Reason reason, ServiceFacts service, ServiceFacts.Port port, String why) {
    return new Problem(
        reason,
        FIELD,
        "targetPort of port %d of Service %s %s, so plain HTTP stays as it is there; have it given up, or set takeover to %s"
            .formatted(port.port(), service.name(), why, Takeover.None));
  }

  private static Problem contested(ServiceFacts service, ServiceFacts.Port port, String owners) {
    return new Problem(
        Reason.Contested,
        FIELD,
        "targetPort of port %d of Service %s was set back twice within a minute by %s, so plain HTTP stays as it is there; leave it out of what is applied, then set takeover to %s and to %s again"
            .formatted(port.port(), service.name(), owners, Takeover.None, Takeover.Force));
  }
}
