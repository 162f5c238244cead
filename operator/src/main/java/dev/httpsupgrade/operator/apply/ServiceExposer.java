package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.gather.FieldOwnership;
import dev.httpsupgrade.operator.gather.FormerTarget;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Adds the HTTPS port to a Service and takes it away again, each in steps that can be resumed: no
 * step leaves a moment in which a port of the Service leads nowhere.
 */
final class ServiceExposer {

  private static final String UNNAMED = "";

  /** How far it got. */
  sealed interface Step {

    /** Nothing is left to do. */
    record Done() implements Step {}

    /** To be called again in a moment. */
    record Going() implements Step {}

    /** Somebody else's field stands in the way. */
    record Blocked(Problem problem) implements Step {}
  }

  private final Reconciliation reconciliation;
  private final Writer writer;

  ServiceExposer(Reconciliation reconciliation) {
    this.reconciliation = reconciliation;
    this.writer = reconciliation.writer();
  }

  /** The next step towards a Service that has all of {@code patch}. */
  Step expose(Service service, Service patch, KnownConflicts conflicts) {
    var bridge = bridge(service);
    Optional<ServicePort> naming =
        patch.getSpec().getPorts().stream()
            .filter(port -> isOneWithoutName(service, port))
            .findFirst();
    if (writer.matches(service, patch)) {
      Optional<Problem> unmoved = PlainTakeover.unmoved(service);
      if (unmoved.isPresent()) {
        writer.apply(patch);
        return new Step.Blocked(unmoved.orElseThrow());
      }
      return isInForce(service) ? settled(service) : new Step.Going();
    }
    if (reconciliation.hasChanged(service)) {
      return new Step.Going();
    }
    Optional<Problem> known = conflicts.of(service, patch);
    if (known.isPresent()) {
      return new Step.Blocked(known.orElseThrow());
    }
    if (naming.isPresent()
        && !bridge.publish(
            UNNAMED, naming.orElseThrow().getName(), reconciliation.inputs().now())) {
      return new Step.Going();
    }
    try {
      applyAndHandBack(service, patch);
      return new Step.Going();
    } catch (KubernetesClientException e) {
      Problem problem = Conflicts.in(e, patch).orElseThrow(() -> e);
      conflicts.met(service, patch, problem);
      return new Step.Blocked(problem);
    }
  }

  /** The next step towards a Service that has nothing of ours. */
  Step release(Service service, ServiceFacts facts) {
    var bridge = bridge(service);
    Optional<ServiceFacts.Port> namedByUs =
        facts.formerPorts().stream()
            .filter(port -> port.name().isEmpty() && !isUnnamed(service, port.port()))
            .findFirst();
    if (!hasOurPorts(facts) && namedByUs.isEmpty()) {
      return settled(service);
    }
    if (facts.hasTakenPorts()) {
      giveBack(service, facts);
      return new Step.Going();
    }
    // Until then plain connections are on their way to the sidecars.
    if (!isInForce(service)) {
      return new Step.Going();
    }
    if (namedByUs.isPresent()
        && !bridge.publish(
            nameOf(service, namedByUs.orElseThrow().port()),
            UNNAMED,
            reconciliation.inputs().now())) {
      return new Step.Going();
    }
    writer.apply(nothing(service));
    return new Step.Going();
  }

  /** Has every plain port lead to the app again, at once. */
  void giveBack(Service service, ServiceFacts facts) {
    applyAndHandBack(service, PlainTakeover.givingBack(service, facts));
  }

  /**
   * Ports that have no place in the patch go back to whom they were taken from. As long as the
   * policy sees the Service it would move them again, and what it has kept is gone when it doesn't.
   */
  private void applyAndHandBack(Service service, Service patch) {
    Set<Integer> staying = PlainTakeover.leading(patch).collect(Collectors.toUnmodifiableSet());
    for (ServiceFacts facts : reconciliation.facts(Set.of(service.getMetadata().getName()))) {
      handBack(service, facts.takenFromOthers(), staying);
      if (!staying.containsAll(facts.moved().keySet())) {
        writer.apply(PlainTakeover.lettingGo(patch, facts.moved(), staying));
        handBack(service, facts.moved(), staying);
      }
      writer.apply(patch);
    }
  }

  private void handBack(Service service, Map<Integer, FormerTarget> former, Set<Integer> staying) {
    former.forEach((port, target) -> {
      if (!staying.contains(port)) {
        HandingBack.handBack(reconciliation.client(), service, port, target);
      }
    });
  }

  /** Whether nothing is left on the way, such as slices for a port whose name has changed. */
  boolean isSettled(Service service) {
    return settled(service) instanceof Step.Done;
  }

  private Step settled(Service service) {
    return bridge(service).withdraw(service, reconciliation.inputs().now())
        ? new Step.Done()
        : new Step.Going();
  }

  private boolean isInForce(Service service) {
    Optional<Instant> changed = FieldOwnership.changed(service, Names.FIELD_MANAGER);
    return changed
        .filter(since -> !KubeProxies.haveSeen(since, reconciliation.inputs().now()))
        .isEmpty();
  }

  private EndpointBridge bridge(Service service) {
    return EndpointBridge.to(reconciliation, service);
  }

  private static boolean hasOurPorts(ServiceFacts facts) {
    return facts.touched()
        && facts.ports().stream().anyMatch(port -> port.toSidecar() || port.isTaken());
  }

  /** An apply that gives up all that is ours. */
  static Service nothing(Service service) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(service.getMetadata().getNamespace())
        .withName(service.getMetadata().getName())
        .endMetadata()
        .build();
  }

  private static boolean isOneWithoutName(Service service, ServicePort named) {
    return named.getName() != null
        && service.getSpec().getPorts().stream()
            .anyMatch(port -> port.getPort().equals(named.getPort()) && port.getName() == null);
  }

  private static boolean isUnnamed(Service service, int port) {
    return nameOf(service, port).isEmpty();
  }

  private static String nameOf(Service service, int port) {
    return service.getSpec().getPorts().stream()
        .filter(candidate -> candidate.getPort() == port)
        .findFirst()
        .map(ServicePort::getName)
        .orElse(UNNAMED);
  }
}
