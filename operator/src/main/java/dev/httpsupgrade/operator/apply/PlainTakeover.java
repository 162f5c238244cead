package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.gather.FormerTarget;
import dev.httpsupgrade.operator.gather.MovedPorts;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.gather.ServiceFacts.SetBack;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When a plain port of a Service may lead through the sidecar, and how it is given back: a pod
 * without a sidecar gets no traffic from such a port, so all must have one.
 *
 * @param patch what may be applied to the Service now
 * @param problem why a plain port is left out that nothing else stands in the way of
 */
record PlainTakeover(Service patch, Optional<Problem> problem) {

  private static final String FIELD = "spec.services.takeover";

  private static final String TCP = "TCP";

  static PlainTakeover of(Reconciliation reconciliation, Service patch, boolean mayBegin) {
    List<ServiceFacts.Port> fresh =
        reconciliation.facts(Set.of(patch.getMetadata().getName())).stream()
            .flatMap(facts -> facts.formerPorts().stream())
            .filter(port -> !port.isTaken())
            .toList();
    Set<Integer> numbers =
        fresh.stream().map(ServiceFacts.Port::port).collect(Collectors.toUnmodifiableSet());
    if (leading(patch).noneMatch(numbers::contains)) {
      return new PlainTakeover(patch, Optional.empty());
    }
    if (!mayBegin) {
      return new PlainTakeover(withoutTargets(patch, fresh), Optional.empty());
    }
    Set<String> pods =
        reconciliation.caches().pods(reconciliation.upgrade()).stream()
            .map((Pod pod) -> pod.getMetadata().getName())
            .collect(Collectors.toUnmodifiableSet());
    List<String> others =
        EndpointBridge.to(reconciliation, patch).podsBehind().stream()
            .filter(pod -> !pods.contains(pod))
            .sorted()
            .toList();
    return others.isEmpty()
        ? new PlainTakeover(patch, Optional.empty())
        : new PlainTakeover(withoutTargets(patch, fresh), Optional.of(problem(patch, others)));
  }

  /** The ports of a patch that lead to the sidecar, by the API server or by its policy. */
  static Stream<Integer> leading(Service patch) {
    return Stream.concat(
        patch.getSpec().getPorts().stream()
            .filter(port -> port.getTargetPort() != null)
            .map(ServicePort::getPort),
        MovedPorts.of(patch).keySet().stream());
  }

  /** An apply that gives up the plain ports that were taken, and keeps all the rest. */
  static Service givingBack(Service service, ServiceFacts facts) {
    Map<Integer, ServiceFacts.Port> ports =
        facts.ports().stream()
            .collect(Collectors.toMap(ServiceFacts.Port::port, Function.identity()));
    var kept = new ArrayList<ServicePort>();
    for (ServicePort port : service.getSpec().getPorts()) {
      ServiceFacts.Port known = TCP.equals(port.getProtocol()) ? ports.get(port.getPort()) : null;
      boolean added = known != null && known.toSidecar();
      if (added || (known != null && known.name().isEmpty() && port.getName() != null)) {
        kept.add(
            new ServicePortBuilder()
                .withName(port.getName())
                .withPort(port.getPort())
                .withProtocol(TCP)
                .withTargetPort(added ? port.getTargetPort() : null)
                .build());
      }
    }
    return with(ServiceExposer.nothing(service), kept);
  }

  /** The patch, and what is to be known of ports that the policy has moved until they are back. */
  static Service lettingGo(Service patch, Map<Integer, FormerTarget> moved, Set<Integer> staying) {
    SortedMap<Integer, FormerTarget> former = FormerTarget.of(patch);
    former.putAll(moved);
    former.keySet().removeAll(staying);
    return new ServiceBuilder(patch)
        .editMetadata()
        .addToAnnotations(FormerTarget.annotations(former))
        .endMetadata()
        .build();
  }

  /** What to tell of ports that the policy should have moved, and has not. */
  static Optional<Problem> unmoved(Service service) {
    return MovedPorts.unmoved(service).stream()
        .findFirst()
        .map(port ->
            new Problem(
                Reason.AdmissionNotInstalled,
                FIELD,
                "port %d of Service %s was not moved by the admission policy https-upgrade-service-port of deploy/components/zero-drift, so plain HTTP stays as it is there; install it again, or set takeover to None, Unowned or Force"
                    .formatted(port, service.getMetadata().getName())));
  }

  /**
   * The patch without where those ports lead; one of which nothing is left is not in it. What is
   * known of one that was set back stays known.
   */
  private static Service withoutTargets(Service patch, List<ServiceFacts.Port> ports) {
    SortedMap<Integer, FormerTarget> former = FormerTarget.of(patch);
    SortedMap<Integer, String> moved = MovedPorts.of(patch);
    for (ServiceFacts.Port port : ports) {
      moved.remove(port.port());
      port.setBack()
          .map(SetBack::former)
          .ifPresentOrElse(
              known -> former.put(port.port(), known), () -> former.remove(port.port()));
    }
    Set<Integer> numbers =
        ports.stream().map(ServiceFacts.Port::port).collect(Collectors.toUnmodifiableSet());
    return with(
        new ServiceBuilder(patch)
            .editMetadata()
            .withLabels(MovedPorts.labels(moved))
            .withAnnotations(FormerTarget.annotations(former))
            .addToAnnotations(MovedPorts.annotations(moved))
            .endMetadata()
            .build(),
        patch.getSpec().getPorts().stream()
            .map(port ->
                numbers.contains(port.getPort())
                    ? new ServicePortBuilder(port).withTargetPort(null).build()
                    : port)
            .filter(port -> port.getName() != null || port.getTargetPort() != null)
            .toList());
  }

  private static Service with(Service service, List<ServicePort> ports) {
    return new ServiceBuilder(service).editOrNewSpec().withPorts(ports).endSpec().build();
  }

  private static Problem problem(Service service, List<String> pods) {
    return new Problem(
        Reason.ServiceShared,
        FIELD,
        "Service %s leads to pods that have no sidecar of this HttpsUpgrade (%s), and may not leave them out, so plain HTTP stays as it is there; correct its selector, or set takeover to None"
            .formatted(service.getMetadata().getName(), String.join(", ", Bounded.of(pods, 3))));
  }
}
