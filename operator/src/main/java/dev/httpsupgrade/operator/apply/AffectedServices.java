package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
              "%s (%s): HTTPS on %s, %s"
                  .formatted(
                      name, type(facts, service), secure(facts, patch), plain(facts, patch)));
        }
      }
    }
    return Bounded.of(sentences, MOST);
  }

  /** A NodePort or a LoadBalancer is reached from outside. */
  private static String type(ServiceFacts facts, Service service) {
    return facts.headless() ? "headless" : service.getSpec().getType();
  }

  private static String secure(ServiceFacts facts, Service patch) {
    Set<Integer> former = former(facts);
    return toSidecar(patch)
        .filter(port -> !former.contains(port))
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private static String plain(ServiceFacts facts, Service patch) {
    Set<Integer> taken = toSidecar(patch).collect(Collectors.toSet());
    Map<Boolean, String> plain =
        facts.formerPorts().stream()
            .map(ServiceFacts.Port::port)
            .collect(
                Collectors.partitioningBy(
                    taken::contains,
                    Collectors.mapping(String::valueOf, Collectors.joining(", "))));
    return Stream.of(
            sentence("plain through the sidecar on ", plain.get(true)),
            sentence("plain as before on ", plain.get(false)))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(", "));
  }

  private static Optional<String> sentence(String beginning, @Nullable String ports) {
    return Optional.ofNullable(ports).filter(some -> !some.isEmpty()).map(beginning::concat);
  }

  private static Stream<Integer> toSidecar(Service patch) {
    return PlainTakeover.leading(patch);
  }

  private static Set<Integer> former(ServiceFacts facts) {
    return facts.formerPorts().stream().map(ServiceFacts.Port::port).collect(Collectors.toSet());
  }
}
