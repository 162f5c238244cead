package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.gather.ServiceFacts;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Map;
import java.util.Set;

/** Takes the HTTPS port away from Services that are no longer to have it. */
final class ServiceRelease {

  private ServiceRelease() {}

  /** Takes the next step for each; says whether all are as they were. */
  static boolean release(Reconciliation reconciliation, Set<String> names) {
    var exposer = new ServiceExposer(reconciliation);
    Map<String, Service> services = Exposing.servicesByName(reconciliation);
    boolean done = true;
    for (ServiceFacts facts : reconciliation.facts(names)) {
      Service service = services.get(facts.name());
      done &=
          service == null || exposer.release(service, facts) instanceof ServiceExposer.Step.Done;
    }
    return done;
  }
}
