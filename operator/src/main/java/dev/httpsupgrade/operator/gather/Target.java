package dev.httpsupgrade.operator.gather;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The workload to upgrade, without what an upgrade added to it.
 *
 * @param podLabels labels of its pods
 * @param containers its containers, init containers first
 * @param drainToken the token that its sidecars have, or a new one if it has no sidecar
 */
public record Target(
    String name,
    Map<String, String> podLabels,
    List<Container> containers,
    Pod pod,
    String drainToken) {

  public Target {
    podLabels = Map.copyOf(podLabels);
    containers = List.copyOf(containers);
  }

  /** Number of the main containers' port of that name: what a Service's named port leads to. */
  public OptionalInt portNamed(String name) {
    return containers.stream()
        .filter(container -> !container.init())
        .flatMap(container -> container.ports().stream())
        .filter(port -> port.name().equals(Optional.of(name)))
        .mapToInt(Port::number)
        .findFirst();
  }

  /** Names of the init containers. */
  public List<String> initContainers() {
    return containers.stream().filter(Container::init).map(Container::name).toList();
  }

  /**
   * One container.
   *
   * @param init whether it is an init container or a native sidecar
   */
  public record Container(String name, boolean init, List<Port> ports) {
    public Container {
      ports = List.copyOf(ports);
    }
  }

  /** One declared TCP port of a container. */
  public record Port(Optional<String> name, int number) {}

  /**
   * What its pods have in common.
   *
   * @param sidecarImage image of the upgrade's sidecar that the template has
   * @param foreignNames names of containers and volumes that the sidecar would need
   */
  public record Pod(
      boolean hostNetwork,
      long terminationGracePeriodSeconds,
      Optional<String> sidecarImage,
      List<String> foreignNames,
      Placement placement) {
    public Pod {
      foreignNames = List.copyOf(foreignNames);
    }

    /** Whether the template has the sidecar of an upgrade. */
    public boolean hasSidecar() {
      return sidecarImage.isPresent();
    }
  }

  /**
   * On which nodes its pods may run.
   *
   * @param linux whether on those with Linux
   * @param architecture whether on those of the sidecar's architecture
   * @param others nodes of another architecture on which they may run, too
   */
  public record Placement(boolean linux, boolean architecture, List<String> others) {
    public Placement {
      others = List.copyOf(others);
    }
  }
}
