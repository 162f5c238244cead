package dev.httpsupgrade.operator.gather;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One Service of the namespace.
 *
 * @param selector empty: it selects no pods
 * @param touched whether it has fields that an upgrade added
 */
public record ServiceFacts(
    String name,
    Map<String, String> selector,
    boolean headless,
    boolean touched,
    List<Port> ports) {

  public ServiceFacts {
    selector = Map.copyOf(selector);
    ports = List.copyOf(ports);
  }

  /** Whether it leads to pods with those labels. */
  public boolean selects(Map<String, String> podLabels) {
    return !selector.isEmpty() && podLabels.entrySet().containsAll(selector.entrySet());
  }

  /** The ports that its owner gave it. */
  public List<Port> formerPorts() {
    return ports.stream().filter(port -> !port.toSidecar()).toList();
  }

  /**
   * One TCP port.
   *
   * @param name its name, absent too if an upgrade gave it the name
   * @param toSidecar whether an upgrade added it
   * @param protocol what its owner says that is spoken there ({@code appProtocol})
   */
  public record Port(
      Optional<String> name,
      int port,
      TargetPort target,
      boolean toSidecar,
      Optional<String> protocol) {}

  /** Where a port of a Service leads to in the pod. */
  public sealed interface TargetPort {

    /** The number that it stands for in that workload. */
    OptionalInt in(Target target);

    /** A port by number. */
    record Numbered(int number) implements TargetPort {
      @Override
      public OptionalInt in(Target target) {
        return OptionalInt.of(number);
      }
    }

    /** A port by name. */
    record Named(String name) implements TargetPort {
      @Override
      public OptionalInt in(Target target) {
        return target.portNamed(name);
      }
    }
  }
}
