package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.Injection;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects around one upgrade, as the API server has them.
 *
 * @param workload the target
 * @param services the Services of the namespace
 */
public record Snapshot(
    Optional<Workload> workload,
    List<Service> services,
    Credentials credentials,
    Sidecars sidecars,
    Neighbours neighbours) {

  public Snapshot {
    services = List.copyOf(services);
  }

  /** The sidecars' configurations that are there. */
  public List<ConfigMap> configMaps() {
    return sidecars.configMaps();
  }

  /** What admission is told to add to pods. */
  public List<Injection> injections() {
    return sidecars.injections();
  }

  /**
   * What the upgrade's sidecars are made of: the present one, and those of pods that are being
   * replaced.
   */
  public record Sidecars(List<ConfigMap> configMaps, List<Injection> injections) {
    public Sidecars {
      configMaps = List.copyOf(configMaps);
      injections = List.copyOf(injections);
    }
  }

  /**
   * What else is there.
   *
   * @param olderRival name of an older upgrade with the same target
   * @param servicesOfOthers Services to which another upgrade gives its HTTPS ports, and its name
   * @param objects whatever else may have to do with the workload
   * @param updatesBefore how many workloads, of all namespaces, are updated before this one
   */
  public record Neighbours(
      Optional<String> olderRival,
      Map<String, String> servicesOfOthers,
      List<HasMetadata> objects,
      int updatesBefore) {
    public Neighbours {
      servicesOfOthers = Map.copyOf(servicesOfOthers);
      objects = List.copyOf(objects);
    }

    /** Those of that kind. */
    public <R extends HasMetadata> List<R> all(Class<R> kind) {
      return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  /**
   * What holds certificates.
   *
   * @param own the Secret that the upgrade's pods mount
   * @param source the Secret that the upgrade names as its source
   * @param clientTrust the ConfigMap or Secret that the upgrade names for the CAs of clients
   */
  public record Credentials(
      Optional<Secret> own, Optional<Secret> source, Optional<HasMetadata> clientTrust) {}
}
