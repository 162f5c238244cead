package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Optional;

/** Reads a Service, and tells apart what an upgrade added to it. */
final class ServiceReader {

  private static final String NO_CLUSTER_IP = "None";
  private static final String TCP = "TCP";

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
    boolean toSidecar = target.getStrVal() != null && Names.isSidecarPort(target.getStrVal());
    boolean givenName =
        !toSidecar && FieldOwnership.ownsPortName(service, Names.FIELD_MANAGER, port.getPort());
    return new ServiceFacts.Port(
        givenName ? Optional.empty() : Optional.ofNullable(port.getName()),
        port.getPort(),
        target.getStrVal() == null
            ? new ServiceFacts.TargetPort.Numbered(target.getIntVal())
            : new ServiceFacts.TargetPort.Named(target.getStrVal()),
        toSidecar,
        Optional.ofNullable(port.getAppProtocol()));
  }
}
