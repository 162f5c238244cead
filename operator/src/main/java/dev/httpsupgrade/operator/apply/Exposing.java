package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives the Services of a plan their HTTPS port, and takes it from those that left the plan. */
public final class Exposing {

  private final KnownConflicts conflicts = new KnownConflicts();

  /**
   * Takes the next steps.
   *
   * @param mayBegin whether every pod serves; a Service that has the port keeps it in any case
   */
  public Exposed expose(Reconciliation reconciliation, Plan plan, boolean mayBegin) {
    var exposer = new ServiceExposer(reconciliation);
    Map<String, Service> services = servicesByName(reconciliation);
    Set<String> touched = reconciliation.touchedServices();
    Set<String> done = new HashSet<>();
    Optional<Problem> problem = Optional.empty();
    List<Problem> untaken = new ArrayList<>(plan.around().untaken());
    for (Service patch : plan.services()) {
      String name = patch.getMetadata().getName();
      Service service = services.get(name);
      if (service == null || !(mayBegin || isExposed(reconciliation, name))) {
        continue;
      }
      var takeover = PlainTakeover.of(reconciliation, patch, mayBegin);
      untaken.addAll(takeover.problem().stream().toList());
      switch (exposer.expose(service, takeover.patch(), conflicts)) {
        case ServiceExposer.Step.Done() -> done.add(name);
        case ServiceExposer.Step.Going() -> {}
        case ServiceExposer.Step.Blocked(Problem blocked) -> problem = Optional.of(blocked);
      }
    }
    Set<String> planned =
        plan.services().stream()
            .map(patch -> patch.getMetadata().getName())
            .collect(Collectors.toUnmodifiableSet());
    Set<String> unfinished =
        ServiceRelease.release(reconciliation, matching(touched, name -> !planned.contains(name)));
    List<String> having =
        Stream.of(matching(touched, planned::contains), done, unfinished)
            .flatMap(Set::stream)
            .distinct()
            .sorted()
            .toList();
    boolean complete = unfinished.isEmpty() && done.size() == planned.size();
    return new Exposed(
        having, complete, problem.or(() -> untaken.stream().filter(left -> complete).findFirst()));
  }

  /** Has plain ports lead to the app again, while there is no sidecar for them. */
  public void retreat(Reconciliation reconciliation) {
    var exposer = new ServiceExposer(reconciliation);
    Map<String, Service> services = servicesByName(reconciliation);
    for (ServiceFacts facts : reconciliation.facts(reconciliation.touchedServices())) {
      Service service = services.get(facts.name());
      if (service != null && facts.hasTakenPorts()) {
        exposer.giveBack(service, facts);
      }
    }
  }

  /** Ends what is on the way to or from a Service, and begins nothing. */
  public void settle(Reconciliation reconciliation) {
    var exposer = new ServiceExposer(reconciliation);
    Map<String, Service> services = servicesByName(reconciliation);
    for (String name : reconciliation.selectingServices()) {
      Optional.ofNullable(services.get(name)).ifPresent(exposer::isSettled);
    }
  }

  private static Set<String> matching(Set<String> names, Predicate<String> wanted) {
    return names.stream().filter(wanted).collect(Collectors.toUnmodifiableSet());
  }

  static Map<String, Service> servicesByName(Reconciliation reconciliation) {
    return reconciliation.caches().services(reconciliation.inputs().subject().namespace()).stream()
        .collect(Collectors.toMap(service -> service.getMetadata().getName(), Function.identity()));
  }

  private static boolean isExposed(Reconciliation reconciliation, String name) {
    return reconciliation.facts(Set.of(name)).stream()
        .flatMap(service -> service.ports().stream())
        .anyMatch(ServiceFacts.Port::toSidecar);
  }
}
