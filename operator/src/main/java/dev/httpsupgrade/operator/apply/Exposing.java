package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.Service;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Gives the Services of a plan their HTTPS port, and takes it from those that left the plan. */
public final class Exposing {

  private Exposing() {}

  /**
   * Takes the next steps.
   *
   * @param mayBegin whether every pod serves; a Service that has the port keeps it in any case
   */
  public static Exposed expose(Reconciliation reconciliation, Plan plan, boolean mayBegin) {
    var exposer = new ServiceExposer(reconciliation);
    Map<String, Service> services = servicesByName(reconciliation);
    Set<String> touched = reconciliation.touchedServices();
    Set<String> done = new TreeSet<>();
    Optional<Problem> problem = Optional.empty();
    for (Service patch : plan.services()) {
      String name = patch.getMetadata().getName();
      Service service = services.get(name);
      if (service == null || !(mayBegin || isExposed(reconciliation, name))) {
        continue;
      }
      switch (exposer.expose(service, patch)) {
        case ServiceExposer.Step.Done() -> done.add(name);
        case ServiceExposer.Step.Going() -> {}
        case ServiceExposer.Step.Blocked(Problem blocked) -> problem = Optional.of(blocked);
      }
    }
    Set<String> left = new HashSet<>(touched);
    plan.services().forEach(patch -> left.remove(patch.getMetadata().getName()));
    Set<String> unfinished = ServiceRelease.release(reconciliation, left);
    boolean complete = unfinished.isEmpty() && done.size() == plan.services().size();
    touched.removeAll(left);
    touched.addAll(done);
    touched.addAll(unfinished);
    return new Exposed(touched.stream().sorted().toList(), complete, problem);
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
