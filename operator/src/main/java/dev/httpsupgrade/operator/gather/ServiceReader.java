package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.gather.ServiceFacts.Standing;
import dev.httpsupgrade.operator.gather.ServiceFacts.TargetPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads a Service, and tells apart what an upgrade added to it. */
final class ServiceReader {

  private static final String NO_CLUSTER_IP = "None";
  private static final String TCP = "TCP";
  private static final Duration SOON = Duration.ofMinutes(1);

  private ServiceReader() {}

  static ServiceFacts read(Service service) {
    var spec = service.getSpec();
    return new ServiceFacts(
        service.getMetadata().getName(),
        spec.getSelector(),
        NO_CLUSTER_IP.equals(spec.getClusterIP()),
        FieldOwnership.has(service, Names.FIELD_MANAGER),
        Optional.ofNullable(spec.getPorts()).orElse(List.of()).stream()
            .filter(port -> port.getProtocol() == null || port.getProtocol().equals(TCP))
            .map(port -> port(service, port))
            .toList());
  }

  private static ServiceFacts.Port port(Service service, ServicePort port) {
    IntOrString target =
        Optional.ofNullable(port.getTargetPort()).orElseGet(() -> new IntOrString(port.getPort()));
    Standing standing = standing(service, port.getPort(), target);
    boolean givenName =
        !(standing instanceof Standing.Added)
            && FieldOwnership.ownsPortName(service, Names.FIELD_MANAGER, port.getPort());
    return new ServiceFacts.Port(
        givenName ? Optional.empty() : Optional.ofNullable(port.getName()),
        port.getPort(),
        TargetPort.of(former(standing, port.getPort(), target)),
        standing,
        Optional.ofNullable(port.getAppProtocol()));
  }

  private static Standing standing(Service service, int port, IntOrString target) {
    List<ManagedFieldsEntry> owners =
        FieldOwnership.othersWithTarget(service, Names.FIELD_MANAGER, port);
    Optional<FormerTarget> former = Optional.ofNullable(FormerTarget.of(service).get(port));
    if (target.getStrVal() == null || !Names.isSidecarPort(target.getStrVal())) {
      return new Standing.Others(
          owners.stream()
              .map(owner -> new ServiceFacts.Owner(owner.getManager(), owner.getOperation()))
              .toList(),
          former.map(kept -> new ServiceFacts.SetBack(kept, isSoon(service, owners))));
    }
    if (!owners.isEmpty()) {
      return MovedPorts.owners(service, port)
          .or(() -> former.map(FormerTarget::targetPort))
          .or(() ->
              Optional.of(new IntOrString(port))
                  .filter(spoiled -> MovedPorts.of(service).containsKey(port)))
          .<Standing>map(value -> moved(target.getStrVal(), value, owners.getFirst()))
          .orElseGet(Standing.Added::new);
    }
    boolean taken = FieldOwnership.othersHavePort(service, Names.FIELD_MANAGER, port);
    return taken ? new Standing.Taken(target.getStrVal(), former) : new Standing.Added();
  }

  private static Standing moved(String to, IntOrString value, ManagedFieldsEntry owner) {
    return new Standing.Moved(
        to, new FormerTarget(value, owner.getManager(), owner.getOperation(), false));
  }

  /** Both times are the API server's. */
  private static boolean isSoon(Service service, List<ManagedFieldsEntry> owners) {
    Optional<Instant> taken = FieldOwnership.changed(service, Names.FIELD_MANAGER);
    return taken
        .map(since -> since.plus(SOON))
        .filter(until ->
            owners.stream().anyMatch(owner -> Instant.parse(owner.getTime()).isBefore(until)))
        .isPresent();
  }

  private static IntOrString former(Standing standing, int port, IntOrString target) {
    return switch (standing) {
      case Standing.Taken(String to, Optional<FormerTarget> former) ->
          former.map(FormerTarget::targetPort).orElseGet(() -> new IntOrString(port));
      case Standing.Moved(String to, FormerTarget former) -> former.targetPort();
      case Standing.Added added -> target;
      case Standing.Others others -> target;
    };
  }
}
