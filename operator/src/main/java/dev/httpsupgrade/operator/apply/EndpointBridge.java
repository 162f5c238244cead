package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.plan.OwnedMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps a Service's port reachable while its name changes.
 *
 * <p>kube-proxy knows ports by name: the moment a port gets another name it has no endpoints, until
 * the EndpointSlice controller has followed. And it hears of Services and of slices by different
 * ways, so it may see the controller's new slices before the Service's new name. So slices of our
 * own, with both names and the same pods, are there before, and go when every kube-proxy has seen
 * both changes.
 */
final class EndpointBridge {

  private static final String SERVICE_LABEL = "kubernetes.io/service-name";
  private static final String MANAGED_BY_LABEL = "endpointslice.kubernetes.io/managed-by";
  private static final String CONTROLLER = "endpointslice-controller.k8s.io";
  private static final String OURS = "https-upgrade.httpsupgrade.dev";
  private static final String SUFFIX = "-https-upgrade";

  /** Longer than the controller takes to follow. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final KubernetesClient client;
  private final Writer writer;
  private final Inputs.Subject subject;
  private final String service;

  private EndpointBridge(
      KubernetesClient client, Writer writer, Inputs.Subject subject, String service) {
    this.client = client;
    this.writer = writer;
    this.subject = subject;
    this.service = service;
  }

  static EndpointBridge to(Reconciliation reconciliation, Service service) {
    return new EndpointBridge(
        reconciliation.client(),
        reconciliation.writer(),
        reconciliation.inputs().subject(),
        service.getMetadata().getName());
  }

  /** Names of the pods to which the Service leads, ready or not. */
  Set<String> podsBehind() {
    return slices(CONTROLLER).stream()
        .flatMap(slice -> Optional.ofNullable(slice.getEndpoints()).orElse(List.of()).stream())
        .flatMap(endpoint -> Optional.ofNullable(endpoint.getTargetRef()).stream())
        .map(ObjectReference::getName)
        .collect(Collectors.toSet());
  }

  /**
   * Publishes the same pods under another port name, too; to be called until it says true.
   *
   * @param from the name now; empty for none
   * @param to the name to be; empty for none
   * @return whether every kube-proxy has had time to see it
   */
  boolean publish(String from, String to, Instant now) {
    List<EndpointSlice> bridges = slices(OURS);
    boolean seen = true;
    for (EndpointSlice slice : slices(CONTROLLER)) {
      Optional<EndpointSlice> desired = bridge(slice, from, to);
      if (desired.isPresent()) {
        seen &= publish(desired.orElseThrow(), bridges, now);
      }
    }
    return seen;
  }

  /**
   * Withdraws the bridge when the controller's slices have followed the Service, and every
   * kube-proxy has had time to see it; says whether it is gone. Until then it follows the pods. A
   * Service that the controller doesn't follow, such as one that lost its selector, is not waited
   * for longer than a moment.
   */
  boolean withdraw(Service present, Instant now) {
    List<EndpointSlice> bridges = slices(OURS);
    if (bridges.isEmpty()) {
      return true;
    }
    Set<String> names =
        present.getSpec().getPorts().stream()
            .map(port -> Optional.ofNullable(port.getName()).orElse(""))
            .collect(Collectors.toSet());
    List<EndpointSlice> originals = slices(CONTROLLER);
    boolean followed =
        originals.stream()
            .filter(slice -> !Optional.ofNullable(slice.getEndpoints()).orElse(List.of()).isEmpty())
            .allMatch(slice ->
                ports(slice).map(EndpointBridge::nameOf).allMatch(names::contains)
                    && KubeProxies.haveSeen(changed(slice), now));
    boolean overdue =
        bridges.stream().allMatch(bridge -> now.isAfter(created(bridge).plus(LONGEST)));
    if (followed || overdue) {
      client.resourceList(bridges).delete();
      return true;
    }
    bridges.forEach(bridge -> follow(bridge, originals));
    return false;
  }

  private void follow(EndpointSlice bridge, List<EndpointSlice> originals) {
    Optional<EndpointSlice> original =
        originals.stream()
            .filter(slice -> nameOfBridge(slice).equals(bridge.getMetadata().getName()))
            .findFirst();
    if (original.isEmpty()) {
      client.resource(bridge).delete();
    } else if (!bridge.getEndpoints().equals(original.orElseThrow().getEndpoints())) {
      writer.applyUnwatched(bridge(original.orElseThrow(), bridge.getPorts()));
    }
  }

  private boolean publish(EndpointSlice desired, List<EndpointSlice> bridges, Instant now) {
    Optional<EndpointSlice> present =
        bridges.stream()
            .filter(
                bridge -> bridge.getMetadata().getName().equals(desired.getMetadata().getName()))
            .findFirst();
    boolean same =
        present
            .filter(bridge -> bridge.getEndpoints().equals(desired.getEndpoints()))
            .filter(bridge -> bridge.getPorts().equals(desired.getPorts()))
            .isPresent();
    if (!same) {
      writer.applyUnwatched(desired);
    }
    return present.filter(bridge -> KubeProxies.haveSeen(created(bridge), now)).isPresent();
  }

  private static Instant created(EndpointSlice bridge) {
    return Instant.parse(bridge.getMetadata().getCreationTimestamp());
  }

  /** When somebody last wrote it, in whole seconds. */
  private static Instant changed(EndpointSlice slice) {
    return slice.getMetadata().getManagedFields().stream()
        .map(entry -> Instant.parse(entry.getTime()))
        .max(Comparator.naturalOrder())
        .orElseGet(() -> created(slice));
  }

  private Optional<EndpointSlice> bridge(EndpointSlice slice, String from, String to) {
    return ports(slice)
        .filter(port -> nameOf(port).equals(from))
        .findFirst()
        .map(port ->
            bridge(
                slice,
                Stream.of(from, to)
                    .map(name -> new EndpointPortBuilder(port).withName(name).build())
                    .toList()));
  }

  private EndpointSlice bridge(EndpointSlice slice, List<EndpointPort> ports) {
    return new EndpointSliceBuilder()
        .withMetadata(
            new ObjectMetaBuilder(OwnedMetadata.of(subject, nameOfBridge(slice)))
                .addToLabels(SERVICE_LABEL, service)
                .addToLabels(MANAGED_BY_LABEL, OURS)
                .build())
        .withAddressType(slice.getAddressType())
        .withEndpoints(slice.getEndpoints())
        .withPorts(ports)
        .build();
  }

  private static String nameOfBridge(EndpointSlice slice) {
    return slice.getMetadata().getName() + SUFFIX;
  }

  private List<EndpointSlice> slices(String managedBy) {
    return client
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(subject.namespace())
        .withLabel(SERVICE_LABEL, service)
        .withLabel(MANAGED_BY_LABEL, managedBy)
        .list()
        .getItems();
  }

  private static Stream<EndpointPort> ports(EndpointSlice slice) {
    return Optional.ofNullable(slice.getPorts()).orElse(List.of()).stream();
  }

  private static String nameOf(EndpointPort port) {
    return Optional.ofNullable(port.getName()).orElse("");
  }
}
