package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells for each Service of a plan which ports its clients will find; a sentence each. */
final class AffectedServices {

  private static final int MOST = 20;

  private AffectedServices() {}

  static List<String> of(Plan plan, Reconciliation reconciliation) {
    Map<String, Service> services = Exposing.servicesByName(reconciliation);
    var sentences = new ArrayList<String>();
    for (Service patch : plan.services()) {
      String name = patch.getMetadata().getName();
      Service service = services.get(name);
      for (ServiceFacts facts : reconciliation.facts(Set.of(name))) {
        if (service != null) {
          sentences.add(
              "%s (%s): HTTPS on %s, plain as before on %s"
                  .formatted(name, type(facts, service), secure(patch), plain(facts)));
        }
      }
    }
    return Bounded.of(sentences, MOST);
  }

  /** A NodePort or a LoadBalancer is reached from outside. */
  private static String type(ServiceFacts facts, Service service) {
    return facts.headless() ? "headless" : service.getSpec().getType();
  }

  private static String secure(Service patch) {
    return patch.getSpec().getPorts().stream()
        .filter(port -> port.getTargetPort() != null)
        .map(ServicePort::getPort)
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private static String plain(ServiceFacts facts) {
    return facts.formerPorts().stream()
        .map(port -> String.valueOf(port.port()))
        .collect(Collectors.joining(", "));
  }
}
