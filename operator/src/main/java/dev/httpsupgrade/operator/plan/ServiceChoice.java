package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.gather.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which Services lead to the workload. */
final class ServiceChoice {

  private static final String FIELD = "spec.services.names";

  private ServiceChoice() {}

  static List<ServiceFacts> choose(Inputs inputs, Target target, List<Problem> problems) {
    List<String> wanted = inputs.subject().spec().services().names();
    if (!wanted.isEmpty()) {
      return named(wanted, inputs.services(), target, problems);
    }
    List<ServiceFacts> all =
        inputs.services().stream().filter(service -> service.selects(target.podLabels())).toList();
    if (all.isEmpty()) {
      problems.add(
          new Problem(
              Reason.NoMatchingService,
              FIELD,
              "no Service selects the pods of %s; create one".formatted(target.name())));
    }
    return all;
  }

  private static List<ServiceFacts> named(
      List<String> wanted, List<ServiceFacts> services, Target target, List<Problem> problems) {
    var chosen = new ArrayList<ServiceFacts>();
    for (int i = 0; i < wanted.size(); i++) {
      String name = wanted.get(i);
      String field = "%s[%d]".formatted(FIELD, i);
      Optional<ServiceFacts> service =
          services.stream().filter(candidate -> candidate.name().equals(name)).findFirst();
      if (service.isEmpty()) {
        problems.add(
            new Problem(
                Reason.ServiceNotFound,
                field,
                "there is no Service %s; create it, or name another one".formatted(name)));
      } else if (!service.orElseThrow().selects(target.podLabels())) {
        problems.add(
            new Problem(
                Reason.NoMatchingService,
                field,
                "Service %s does not select the pods of %s; correct its selector, or name another one"
                    .formatted(name, target.name())));
      } else {
        chosen.add(service.orElseThrow());
      }
    }
    return chosen;
  }
}
