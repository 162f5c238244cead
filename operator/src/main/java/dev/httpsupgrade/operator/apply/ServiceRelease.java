package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.gather.ServiceFacts;
import io.fabric8.kubernetes.api.model.Service;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Takes the HTTPS port away from Services that are no longer to have it. */
final class ServiceRelease {

  private ServiceRelease() {}

  /** Takes the next step for each; returns those that are not yet as they were. */
  static Set<String> release(Reconciliation reconciliation, Set<String> names) {
    var exposer = new ServiceExposer(reconciliation);
    Map<String, Service> services = Exposing.servicesByName(reconciliation);
    Set<String> unfinished = new HashSet<>();
    for (ServiceFacts facts : reconciliation.facts(names)) {
      Service service = services.get(facts.name());
      if (service != null
          && !(exposer.release(service, facts) instanceof ServiceExposer.Step.Done)) {
        unfinished.add(facts.name());
      }
    }
    return unfinished;
  }
}
