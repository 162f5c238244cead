package dev.httpsupgrade.operator.gather;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is around the workload.
 *
 * @param services the Services of the namespace
 * @param servicesOfOthers Services to which another upgrade gives its HTTPS ports, and its name
 * @param isolation who may call the pods
 * @param room what the namespace allows the pods; absent without a workload
 * @param neighbours what points at the workload, its pods or its Services
 */
public record Surroundings(
    List<ServiceFacts> services,
    Map<String, String> servicesOfOthers,
    Isolation isolation,
    Optional<Room> room,
    List<Neighbour> neighbours) {

  public Surroundings {
    services = List.copyOf(services);
    servicesOfOthers = Map.copyOf(servicesOfOthers);
    neighbours = List.copyOf(neighbours);
  }
}
