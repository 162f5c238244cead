package dev.httpsupgrade.operator.gather;

import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

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

  /** Whether a port of its owner's leads through the sidecar. */
  public boolean hasTakenPorts() {
    return ports.stream().anyMatch(Port::isTaken);
  }

  /** The ports that were taken from a field manager, and what they were. */
  public Map<Integer, FormerTarget> takenFromOthers() {
    var taken = new TreeMap<Integer, FormerTarget>();
    for (Port port : ports) {
      if (port.standing() instanceof Standing.Taken(String to, Optional<FormerTarget> former)) {
        former.ifPresent(kept -> taken.put(port.port(), kept));
      }
    }
    return taken;
  }

  /** The ports that an admission policy has moved, and what their owners wrote. */
  public Map<Integer, FormerTarget> moved() {
    var moved = new TreeMap<Integer, FormerTarget>();
    for (Port port : ports) {
      if (port.standing() instanceof Standing.Moved(String to, FormerTarget former)) {
        moved.put(port.port(), former);
      }
    }
    return moved;
  }

  /** The ports that its owner gave it. */
  public List<Port> formerPorts() {
    return ports.stream().filter(port -> !port.toSidecar()).toList();
  }

  /**
   * One TCP port.
   *
   * @param name its name, absent too if an upgrade gave it the name
   * @param target where its owner's pods have it
   * @param protocol what its owner says that is spoken there ({@code appProtocol})
   */
  public record Port(
      Optional<String> name,
      int port,
      TargetPort target,
      Standing standing,
      Optional<String> protocol) {

    /** Whether an upgrade added it. */
    public boolean toSidecar() {
      return standing instanceof Standing.Added;
    }

    /** Whether an upgrade made its owner's port lead through the sidecar. */
    public boolean isTaken() {
      return standing instanceof Standing.Taken || standing instanceof Standing.Moved;
    }

    /** What is known if it had been taken, and its owner has it lead elsewhere again. */
    public Optional<SetBack> setBack() {
      return standing instanceof Standing.Others(List<Owner> owners, Optional<SetBack> known)
          ? known
          : Optional.empty();
    }
  }

  /** Whose a port is. */
  public sealed interface Standing {

    /** An upgrade added it. */
    record Added() implements Standing {}

    /**
     * Somebody's, but an upgrade has its targetPort.
     *
     * @param to name of the sidecar's port
     * @param former whom it was taken from; absent if it had the API server's default
     */
    record Taken(String to, Optional<FormerTarget> former) implements Standing {}

    /**
     * Somebody's, as is its targetPort, into which an admission policy has written another value.
     *
     * @param to name of the sidecar's port
     * @param former what its owner last wrote
     */
    record Moved(String to, FormerTarget former) implements Standing {}

    /**
     * Somebody's.
     *
     * @param targetOwners the field managers that own its targetPort
     * @param setBack what is known if it had been taken
     */
    record Others(List<Owner> targetOwners, Optional<SetBack> setBack) implements Standing {
      public Others {
        targetOwners = List.copyOf(targetOwners);
      }
    }
  }

  /**
   * Who owns a field.
   *
   * @param operation {@code Apply} or {@code Update}
   */
  public record Owner(String manager, String operation) {}

  /**
   * Somebody has set a targetPort that had been taken.
   *
   * @param soon whether within a minute
   */
  public record SetBack(FormerTarget former, boolean soon) {

    /** Whether twice within a minute. */
    public boolean again() {
      return former.again() && soon;
    }
  }

  /** Where a port of a Service leads to in the pod. */
  public sealed interface TargetPort {

    /** The number that it stands for in that workload. */
    OptionalInt in(Target target);

    /** As the API server has it. */
    IntOrString value();

    /** What the API server has. */
    static TargetPort of(IntOrString value) {
      return value.getStrVal() == null
          ? new Numbered(value.getIntVal())
          : new Named(value.getStrVal());
    }

    /** A port by number. */
    record Numbered(int number) implements TargetPort {
      @Override
      public IntOrString value() {
        return new IntOrString(number);
      }

      @Override
      public OptionalInt in(Target target) {
        return OptionalInt.of(number);
      }
    }

    /** A port by name. */
    record Named(String name) implements TargetPort {
      @Override
      public IntOrString value() {
        return new IntOrString(name);
      }

      @Override
      public OptionalInt in(Target target) {
        return target.portNamed(name);
      }
    }
  }
}
