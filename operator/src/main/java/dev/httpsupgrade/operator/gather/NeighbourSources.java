package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.ConditionType;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The informers on what may have to do with workloads. */
final class NeighbourSources {

  private final EventSourceContext<HttpsUpgrade> context;
  private final List<InformerEventSource<? extends HasMetadata, HttpsUpgrade>> sources;
  private final OptionalKinds optional;

  NeighbourSources(EventSourceContext<HttpsUpgrade> context) {
    this.context = context;
    sources =
        List.of(
            source(NetworkPolicy.class),
            source(Ingress.class),
            source(HorizontalPodAutoscaler.class),
            source(PodDisruptionBudget.class),
            sourceForWaiting(ResourceQuota.class),
            sourceForWaiting(LimitRange.class));
    optional = new OptionalKinds(context);
  }

  List<? extends EventSource<?, HttpsUpgrade>> eventSources() {
    return Stream.concat(sources.stream(), Stream.of(optional)).toList();
  }

  /** All of the namespace. */
  List<HasMetadata> of(String namespace) {
    return Stream.concat(
            sources.stream().<HasMetadata>flatMap(source -> source.list(namespace, object -> true)),
            optional.of(namespace))
        .toList();
  }

  private <R extends HasMetadata> InformerEventSource<R, HttpsUpgrade> source(Class<R> kind) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, HttpsUpgrade.class)
            .withOnUpdateFilter(NeighbourSources::matters)
            .withSecondaryToPrimaryMapper(object -> upgrades(object, upgrade -> true))
            .build(),
        context);
  }

  /** What an upgrade is refused for; it doesn't concern those that go on. */
  private <R extends HasMetadata> InformerEventSource<R, HttpsUpgrade> sourceForWaiting(
      Class<R> kind) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, HttpsUpgrade.class)
            .withSecondaryToPrimaryMapper(object -> upgrades(object, NeighbourSources::isRefused))
            .build(),
        context);
  }

  private static boolean isRefused(HttpsUpgrade upgrade) {
    return upgrade.getStatus() == null
        || upgrade
            .getStatus()
            .condition(ConditionType.Accepted.name())
            .filter(condition -> condition.getStatus().equals("True"))
            .isEmpty();
  }

  /** Whether more than the status is another one. */
  static boolean matters(HasMetadata now, HasMetadata before) {
    var metadata = now.getMetadata();
    var former = before.getMetadata();
    return hasOtherSpec(now, before)
        || !Objects.equals(metadata.getLabels(), former.getLabels())
        || !Objects.equals(metadata.getAnnotations(), former.getAnnotations());
  }

  /** The kinds with a busy status are counted by generation, or compared. */
  private static boolean hasOtherSpec(HasMetadata now, HasMetadata before) {
    if (now instanceof HorizontalPodAutoscaler scaler
        && before instanceof HorizontalPodAutoscaler former) {
      return !Objects.equals(scaler.getSpec(), former.getSpec());
    }
    Long generation = now.getMetadata().getGeneration();
    return generation == null || !generation.equals(before.getMetadata().getGeneration());
  }

  private Set<ResourceID> upgrades(HasMetadata object, Predicate<HttpsUpgrade> concerned) {
    return context
        .getPrimaryCache()
        .list(object.getMetadata().getNamespace(), concerned)
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }
}
