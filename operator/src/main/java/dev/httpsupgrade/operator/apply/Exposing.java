package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.gather.Caches;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.operator.gather.TargetLookup;
import dev.httpsupgrade.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gives the Services of a plan their HTTPS port, and takes it from those that left the plan. */
public final class Exposing {

  private Exposing() {}

  /**
   * Takes the next steps.
   *
   * @param mayBegin whether every pod serves; a Service that has the port keeps it in any case
   */
  public static Exposed expose(
      HttpsUpgrade upgrade,
      Plan plan,
      Inputs inputs,
      Caches caches,
      Context<HttpsUpgrade> context,
      boolean mayBegin) {
    var exposer = new ServiceExposer(context, inputs);
    var services = byName(caches.services(inputs.subject().namespace()));
    var facts =
        inputs.services().stream()
            .collect(Collectors.toMap(ServiceFacts::name, Function.identity()));
    List<String> done = new ArrayList<>();
    Optional<Problem> problem = Optional.empty();
    for (Service patch : plan.services()) {
      String name = patch.getMetadata().getName();
      Service service = services.get(name);
      if (service == null || !(mayBegin || isExposed(facts.get(name)))) {
        continue;
      }
      switch (exposer.expose(service, patch)) {
        case ServiceExposer.Step.Done() -> done.add(name);
        case ServiceExposer.Step.Going() -> {}
        case ServiceExposer.Step.Blocked(Problem blocked) -> problem = Optional.of(blocked);
      }
    }
    boolean released =
        new ServiceRelease(inputs, caches, context)
            .release(leftThePlan(upgrade, plan, inputs, caches));
    return new Exposed(done, released && done.size() == plan.services().size(), problem);
  }

  private static boolean isExposed(@Nullable ServiceFacts facts) {
    return facts != null && facts.ports().stream().anyMatch(ServiceFacts.Port::toSidecar);
  }

  private static Set<String> leftThePlan(
      HttpsUpgrade upgrade, Plan plan, Inputs inputs, Caches caches) {
    Set<String> left = new HashSet<>();
    Optional.ofNullable(upgrade.getStatus()).ifPresent(status -> left.addAll(status.services()));
    if (inputs.target() instanceof TargetLookup.Found(Target target)) {
      inputs.services().stream()
          .filter(service -> isExposed(service) && service.selects(target.podLabels()))
          .map(ServiceFacts::name)
          .forEach(left::add);
    }
    plan.services().forEach(patch -> left.remove(patch.getMetadata().getName()));
    left.removeAll(caches.servicesOfOthers(upgrade));
    return left;
  }

  private static Map<String, Service> byName(List<Service> services) {
    return services.stream()
        .collect(Collectors.toMap(service -> service.getMetadata().getName(), Function.identity()));
  }
}
