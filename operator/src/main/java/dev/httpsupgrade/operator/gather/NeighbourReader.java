package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.NoticeReason;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what points at a workload, its pods or its Services. */
final class NeighbourReader {

  private static final Set<String> OUTSIDE = Set.of("NodePort", "LoadBalancer");
  private static final String PROMETHEUS = "prometheus.io/";

  private NeighbourReader() {}

  static List<Neighbour> read(Snapshot snapshot) {
    Snapshot.Neighbours around = snapshot.neighbours();
    Stream<Neighbour> ofServices =
        Stream.of(
                snapshot.services().stream().flatMap(NeighbourReader::exposure),
                snapshot.services().stream().flatMap(NeighbourReader::scrape),
                around.all(Ingress.class).stream().flatMap(NeighbourReader::backends),
                OptionalKindReader.ofServices(around, snapshot.services()))
            .flatMap(stream -> stream);
    Stream<Neighbour> ofPods =
        snapshot.workload().stream()
            .flatMap(workload ->
                Stream.of(
                        scrapeOfPods(workload),
                        ScalerReader.read(workload, around),
                        OptionalKindReader.ofWorkload(around, workload))
                    .flatMap(stream -> stream));
    return Stream.concat(ofServices, ofPods).distinct().toList();
  }

  private static Stream<Neighbour> exposure(Service service) {
    ServiceSpec spec = service.getSpec();
    boolean outside = OUTSIDE.contains(Objects.requireNonNullElse(spec.getType(), ""));
    return outside || !spec.getExternalIPs().isEmpty()
        ? Stream.of(
            of(
                service,
                NoticeReason.ReachableFromOutside,
                service.getMetadata().getName(),
                "",
                outside ? spec.getType() : "Service with externalIPs"))
        : Stream.of();
  }

  /** Prometheus by annotations of the Service, as its own example configuration has them. */
  private static Stream<Neighbour> scrape(Service service) {
    Map<String, String> annotations = service.getMetadata().getAnnotations();
    return isPlainlyScraped(annotations)
        ? Stream.of(
            of(
                service,
                NoticeReason.PlainScrape,
                service.getMetadata().getName(),
                annotations.getOrDefault(PROMETHEUS + "port", ""),
                ""))
        : Stream.of();
  }

  private static Stream<Neighbour> scrapeOfPods(Workload workload) {
    Map<String, String> annotations = workload.template().getMetadata().getAnnotations();
    return isPlainlyScraped(annotations) && !annotations.containsKey(PROMETHEUS + "port")
        ? Stream.of(
            new Neighbour(
                workload.object().getKind(),
                workload.object().getMetadata().getName(),
                NoticeReason.ScrapesEveryPort,
                Optional.empty(),
                ""))
        : Stream.of();
  }

  private static boolean isPlainlyScraped(Map<String, String> annotations) {
    return "true".equals(annotations.get(PROMETHEUS + "scrape"))
        && !"https".equals(annotations.get(PROMETHEUS + "scheme"));
  }

  private static Stream<Neighbour> backends(Ingress ingress) {
    var spec = ingress.getSpec();
    Stream<IngressBackend> ofRules =
        spec.getRules().stream()
            .filter(rule -> rule.getHttp() != null)
            .flatMap(rule -> rule.getHttp().getPaths().stream())
            .map(path -> path.getBackend());
    return Stream.concat(Stream.ofNullable(spec.getDefaultBackend()), ofRules)
        .map(IngressBackend::getService)
        .filter(Objects::nonNull)
        .map(backend -> backend(ingress, backend));
  }

  private static Neighbour backend(Ingress ingress, IngressServiceBackend backend) {
    ServiceBackendPort port = backend.getPort();
    String wanted =
        port == null
            ? ""
            : port.getName() != null ? port.getName() : String.valueOf(port.getNumber());
    return of(ingress, NoticeReason.PlainBackend, backend.getName(), wanted, "");
  }

  static Neighbour of(
      HasMetadata object, NoticeReason reason, String service, String port, String detail) {
    return new Neighbour(
        object.getKind(),
        object.getMetadata().getName(),
        reason,
        Optional.of(new Neighbour.ServicePort(service, port)),
        detail);
  }
}
