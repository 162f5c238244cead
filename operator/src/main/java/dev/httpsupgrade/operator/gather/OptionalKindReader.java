package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.NoticeReason;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads objects of kinds that not every cluster has: a field that isn't there is no field. */
final class OptionalKindReader {

  private OptionalKindReader() {}

  /** What leads to Services, or reads metrics by them. */
  static Stream<Neighbour> ofServices(Snapshot.Neighbours around, List<Service> services) {
    return around.all(GenericKubernetesResource.class).stream()
        .flatMap(object ->
            switch (object.getKind()) {
              case "HTTPRoute", "GRPCRoute", "TLSRoute" -> backends(object, services);
              case "ServiceMonitor" -> scrapes(object, services);
              default -> Stream.of();
            });
  }

  /** What changes or watches the pods. */
  static Stream<Neighbour> ofWorkload(Snapshot.Neighbours around, Workload workload) {
    return around.all(GenericKubernetesResource.class).stream()
        .flatMap(object ->
            switch (object.getKind()) {
              case "PodMonitor" -> scrapes(object, workload);
              case "VerticalPodAutoscaler" -> resizes(object, workload);
              default -> Stream.of();
            });
  }

  /** An Argo Rollout that makes pods of the workload's template. */
  static Optional<String> rolloutOf(Snapshot.Neighbours around, Workload workload) {
    return around.all(GenericKubernetesResource.class).stream()
        .filter(object -> object.getKind().equals("Rollout"))
        .filter(object -> isRef(object.get("spec", "workloadRef"), workload))
        .findFirst()
        .map(object ->
            "Rollout %s (%s)".formatted(object.getMetadata().getName(), object.getApiVersion()));
  }

  private static Stream<Neighbour> backends(
      GenericKubernetesResource route, List<Service> services) {
    return backends(route)
        .filter(backend -> text(backend.get("kind"), "Service").equals("Service"))
        .filter(backend ->
            services.stream()
                .anyMatch(service -> isMeant(backend, route.getMetadata().getNamespace(), service)))
        .map(backend ->
            NeighbourReader.of(
                route,
                NoticeReason.PlainBackend,
                text(backend.get("name"), ""),
                text(backend.get("port"), ""),
                ""));
  }

  /** References to Services, and to anything else that a route may lead to. */
  static Stream<Map<?, ?>> backends(GenericKubernetesResource route) {
    return maps(route.get("spec", "rules")).flatMap(rule -> maps(rule.get("backendRefs")));
  }

  private static boolean isMeant(Map<?, ?> backend, String namespace, Service service) {
    return service.getMetadata().getName().equals(backend.get("name"))
        && service.getMetadata().getNamespace().equals(text(backend.get("namespace"), namespace));
  }

  private static Stream<Neighbour> scrapes(
      GenericKubernetesResource monitor, List<Service> services) {
    LabelSelector selector = selector(monitor);
    return services.stream()
        .filter(service -> Selectors.matches(selector, service.getMetadata().getLabels()))
        .flatMap(service ->
            maps(monitor.get("spec", "endpoints"))
                .filter(OptionalKindReader::isPlain)
                .map(endpoint ->
                    NeighbourReader.of(
                        monitor,
                        NoticeReason.PlainScrape,
                        service.getMetadata().getName(),
                        text(endpoint.get("port"), ""),
                        "")));
  }

  private static Stream<Neighbour> scrapes(GenericKubernetesResource monitor, Workload workload) {
    var template = workload.template().getMetadata();
    boolean selected = Selectors.matches(selector(monitor), template.getLabels());
    boolean plain =
        maps(monitor.get("spec", "podMetricsEndpoints")).anyMatch(OptionalKindReader::isPlain);
    return selected && plain
        ? Stream.of(ScalerReader.of(monitor, NoticeReason.PlainScrape, ""))
        : Stream.of();
  }

  private static boolean isPlain(Map<?, ?> endpoint) {
    return !text(endpoint.get("scheme"), "http").equalsIgnoreCase("https");
  }

  private static Stream<Neighbour> resizes(GenericKubernetesResource scaler, Workload workload) {
    boolean off =
        "Off".equals(scaler.get("spec", "updatePolicy", "updateMode"))
            || maps(scaler.get("spec", "resourcePolicy", "containerPolicies"))
                .anyMatch(OptionalKindReader::leavesTheSidecarAlone);
    return isRef(scaler.get("spec", "targetRef"), workload) && !off
        ? Stream.of(ScalerReader.of(scaler, NoticeReason.ResizesSidecar, ""))
        : Stream.of();
  }

  private static boolean leavesTheSidecarAlone(Map<?, ?> policy) {
    return Names.SIDECAR.equals(policy.get("containerName")) && "Off".equals(policy.get("mode"));
  }

  private static boolean isRef(@Nullable Object reference, Workload workload) {
    return reference instanceof Map<?, ?> fields
        && workload.object().getKind().equals(fields.get("kind"))
        && workload.object().getMetadata().getName().equals(fields.get("name"));
  }

  private static LabelSelector selector(GenericKubernetesResource monitor) {
    var selector = new LabelSelectorBuilder();
    if (monitor.get("spec", "selector", "matchLabels") instanceof Map<?, ?> labels) {
      labels.forEach((name, value) -> selector.addToMatchLabels(text(name, ""), text(value, "")));
    }
    maps(monitor.get("spec", "selector", "matchExpressions"))
        .forEach(wanted ->
            selector
                .addNewMatchExpression()
                .withKey(text(wanted.get("key"), ""))
                .withOperator(text(wanted.get("operator"), ""))
                .withValues(texts(wanted.get("values")))
                .endMatchExpression());
    return selector.build();
  }

  private static List<String> texts(@Nullable Object list) {
    return list instanceof List<?> items
        ? items.stream().map(Object::toString).toList()
        : List.of();
  }

  private static Stream<Map<?, ?>> maps(@Nullable Object list) {
    return list instanceof List<?> items
        ? items.stream().filter(Map.class::isInstance).map(item -> (Map<?, ?>) item)
        : Stream.of();
  }

  private static String text(@Nullable Object value, String otherwise) {
    return Objects.toString(value, otherwise);
  }
}
