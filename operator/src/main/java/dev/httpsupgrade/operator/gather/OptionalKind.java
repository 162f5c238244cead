package dev.httpsupgrade.operator.gather;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A kind that not every cluster has, in the version in which it is served. */
record OptionalKind(String group, String version, String kind, String plural) {

  private static final Map<String, Set<String>> WANTED =
      Map.of(
          "gateway.networking.k8s.io", Set.of("HTTPRoute", "GRPCRoute", "TLSRoute"),
          "monitoring.coreos.com", Set.of("ServiceMonitor", "PodMonitor"),
          "autoscaling.k8s.io", Set.of("VerticalPodAutoscaler"),
          "argoproj.io", Set.of("Rollout"));

  /** Those that the cluster has: a request, and one more for each group of them that is there. */
  static List<OptionalKind> served(KubernetesClient client) {
    var served = new ArrayList<OptionalKind>();
    client.getApiGroups().getGroups().stream()
        .filter(group -> WANTED.containsKey(group.getName()))
        .forEach(group ->
            group
                .getVersions()
                .forEach(version -> {
                  Set<String> wanted = WANTED.getOrDefault(group.getName(), Set.of());
                  var resources = client.getApiResources(version.getGroupVersion());
                  resources.getResources().stream()
                      .filter(resource -> wanted.contains(resource.getKind()) && !isPart(resource))
                      .filter(resource ->
                          served.stream().noneMatch(kind -> kind.is(group.getName(), resource)))
                      .forEach(resource ->
                          served.add(
                              new OptionalKind(
                                  group.getName(),
                                  version.getVersion(),
                                  resource.getKind(),
                                  resource.getName())));
                }));
    return served;
  }

  private static boolean isPart(APIResource resource) {
    return resource.getName().contains("/");
  }

  private boolean is(String otherGroup, APIResource resource) {
    return group.equals(otherGroup) && kind.equals(resource.getKind());
  }

  ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }

  /** Whether an object of such a kind may have to do with workloads of that namespace. */
  static boolean mayConcern(String namespace, GenericKubernetesResource object) {
    return namespace.equals(object.getMetadata().getNamespace())
        || switch (object.getKind()) {
          case "ServiceMonitor", "PodMonitor" -> looksInto(object, namespace);
          case "HTTPRoute", "GRPCRoute", "TLSRoute" ->
              OptionalKindReader.backends(object)
                  .anyMatch(backend -> namespace.equals(backend.get("namespace")));
          default -> false;
        };
  }

  private static boolean looksInto(GenericKubernetesResource monitor, String namespace) {
    return Boolean.TRUE.equals(monitor.get("spec", "namespaceSelector", "any"))
        || (monitor.get("spec", "namespaceSelector", "matchNames") instanceof List<?> names
            && names.contains(namespace));
  }
}
