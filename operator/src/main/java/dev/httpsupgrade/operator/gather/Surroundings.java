package dev.httpsupgrade.operator.gather;

import java.util.List;
import java.util.Map;

/**
 * What is around the workload.
 *
 * @param services the Services of the namespace
 * @param servicesOfOthers Services to which another upgrade gives its HTTPS ports, and its name
 */
public record Surroundings(List<ServiceFacts> services, Map<String, String> servicesOfOthers) {

  public Surroundings {
    services = List.copyOf(services);
    servicesOfOthers = Map.copyOf(servicesOfOthers);
  }
}
