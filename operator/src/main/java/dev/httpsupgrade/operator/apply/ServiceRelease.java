package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.gather.Caches;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Optional;
import java.util.Set;

/** Services that are no longer to have an HTTPS port. */
public record ServiceRelease(Inputs inputs, Caches caches, Context<HttpsUpgrade> context) {

  /** Takes the next step for each; says whether all are as they were. */
  public boolean release(Set<String> names) {
    var exposer = new ServiceExposer(context, inputs);
    boolean done = true;
    for (Service service : caches.services(inputs.subject().namespace())) {
      String name = service.getMetadata().getName();
      Optional<ServiceFacts> facts =
          inputs.services().stream().filter(known -> known.name().equals(name)).findFirst();
      if (names.contains(name) && facts.isPresent()) {
        done &= exposer.release(service, facts.orElseThrow()) instanceof ServiceExposer.Step.Done;
      }
    }
    return done;
  }
}
