package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.SidecarSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * CPU and memory of the sidecar: the defaults, with what the user gave in their place. A default
 * gives way where it would contradict the user's value.
 */
final class SidecarResources {

  private static final Map<String, Quantity> REQUESTS =
      Map.of("cpu", new Quantity("25m"), "memory", new Quantity("96Mi"));
  private static final Map<String, Quantity> LIMITS = Map.of("memory", new Quantity("192Mi"));

  private SidecarResources() {}

  static ResourceRequirements of(SidecarSpec.Resources given) {
    var requests = new TreeMap<>(REQUESTS);
    var limits = new TreeMap<>(LIMITS);
    requests.replaceAll((name, standard) -> smaller(standard, given.limits().get(name)));
    limits.replaceAll((name, standard) -> larger(standard, given.requests().get(name)));
    requests.putAll(given.requests());
    limits.putAll(given.limits());
    return new ResourceRequirementsBuilder().withRequests(requests).withLimits(limits).build();
  }

  private static Quantity smaller(Quantity standard, @Nullable Quantity limit) {
    return limit != null && limit.getNumericalAmount().compareTo(standard.getNumericalAmount()) < 0
        ? limit
        : standard;
  }

  private static Quantity larger(Quantity standard, @Nullable Quantity request) {
    return request != null
            && request.getNumericalAmount().compareTo(standard.getNumericalAmount()) > 0
        ? request
        : standard;
  }
}
