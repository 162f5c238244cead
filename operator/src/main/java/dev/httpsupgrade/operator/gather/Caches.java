package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Injection;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.TargetRef;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The informers: what they see wakes up the upgrades concerned, and is read from here.
 *
 * <p>Of Secrets only those are held that upgrades own or name: what others keep is theirs.
 */
public final class Caches {

  private final EventSourceContext<HttpsUpgrade> context;
  private final InformerEventSource<Deployment, HttpsUpgrade> deployments;
  private final InformerEventSource<StatefulSet, HttpsUpgrade> statefulSets;
  private final InformerEventSource<DaemonSet, HttpsUpgrade> daemonSets;
  private final InformerEventSource<Service, HttpsUpgrade> services;
  private final InformerEventSource<Secret, HttpsUpgrade> secrets;
  private final InformerEventSource<ConfigMap, HttpsUpgrade> configMaps;
  private final InformerEventSource<Injection, HttpsUpgrade> injections;
  private final InformerEventSource<Pod, HttpsUpgrade> pods;
  private final InformerEventSource<Pod, HttpsUpgrade> barePods;
  private final NamedSource named;
  private final RivalSource rivals;
  private final NeighbourSources neighbours;
  private final CaSource ca = new CaSource();

  public Caches(EventSourceContext<HttpsUpgrade> context) {
    this.context = context;
    deployments = workloads(OwnedKinds.DEPLOYMENTS);
    statefulSets = workloads(OwnedKinds.STATEFUL_SETS);
    daemonSets = workloads(OwnedKinds.DAEMON_SETS);
    services = source(OwnedKinds.SERVICES, service -> upgrades(service, (upgrade, object) -> true));
    secrets = source(OwnedKinds.SECRETS, Caches::labelled);
    configMaps = source(OwnedKinds.CONFIG_MAPS, Caches::labelled);
    injections = source(OwnedKinds.INJECTIONS, Caches::labelled);
    pods = source(OwnedKinds.PODS, Caches::labelled);
    barePods = barePods();
    named = new NamedSource(context);
    rivals = new RivalSource(context);
    neighbours = new NeighbourSources(context);
  }

  /** All of them, to be registered. */
  public List<EventSource<?, HttpsUpgrade>> eventSources() {
    return Stream.concat(
            Stream.of(
                deployments,
                statefulSets,
                daemonSets,
                services,
                secrets,
                configMaps,
                injections,
                pods,
                barePods,
                named,
                rivals,
                ca,
                new AnnotationSource()),
            neighbours.eventSources().stream())
        .toList();
  }

  /** All upgrades but those that are being taken back. */
  public List<HttpsUpgrade> upgrades() {
    return context
        .getPrimaryCache()
        .list(upgrade -> upgrade.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** Has all of them looked at, because the operator's CA is another. */
  public void caChanged() {
    ca.wake(upgrades().stream());
  }

  /** What is there around an upgrade. */
  public Snapshot snapshot(HttpsUpgrade upgrade) {
    String namespace = upgrade.getMetadata().getNamespace();
    String own = Names.secret(upgrade.getMetadata().getName());
    return new Snapshot(
        workload(upgrade),
        services(namespace),
        new Snapshot.Credentials(
            secret(namespace, own).or(() -> unwatchedSecret(namespace, own)),
            named.certificate(upgrade),
            named.clientTrust(upgrade)),
        new Snapshot.Sidecars(configMaps(upgrade), injections(upgrade)),
        Rivals.of(
            upgrade,
            context.getPrimaryCache().list(namespace, other -> true).toList(),
            neighbours.of(namespace),
            UpdatesOfOthers.before(upgrade, context.getPrimaryCache().list(), this::injected)));
  }

  /** The target with the sidecar that it has or is about to get, however that gets in. */
  private Optional<Workload> injected(HttpsUpgrade upgrade) {
    return workload(upgrade)
        .map(workload -> InjectedTemplate.ofNewest(workload, injections(upgrade)));
  }

  /** The target. */
  public Optional<Workload> workload(HttpsUpgrade upgrade) {
    TargetRef target = upgrade.getSpec().targetRef();
    var id = new ResourceID(target.name(), upgrade.getMetadata().getNamespace());
    return switch (target.kind()) {
      case Deployment -> deployments.get(id).map(Workload.OfDeployment::new);
      case StatefulSet -> statefulSets.get(id).map(Workload.OfStatefulSet::new);
      case DaemonSet -> daemonSets.get(id).map(Workload.OfDaemonSet::new);
    };
  }

  public List<Service> services(String namespace) {
    return services.list(namespace, service -> true).toList();
  }

  public Optional<Secret> secret(String namespace, String name) {
    return secrets.get(new ResourceID(name, namespace));
  }

  /** The sidecars' configurations: the present one, and those of pods that are being replaced. */
  public List<ConfigMap> configMaps(HttpsUpgrade upgrade) {
    return configMaps
        .list(
            upgrade.getMetadata().getNamespace(),
            configMap -> upgrade.getMetadata().getName().equals(label(configMap)))
        .toList();
  }

  private List<Injection> injections(HttpsUpgrade upgrade) {
    return injections
        .list(
            upgrade.getMetadata().getNamespace(),
            injection -> upgrade.getMetadata().getName().equals(label(injection)))
        .toList();
  }

  /** The pods of the present template for which admission did nothing. */
  public List<Pod> podsWithoutSidecar(HttpsUpgrade upgrade) {
    Optional<String> name = workload(upgrade).flatMap(InjectedTemplate::name);
    return barePods
        .list(
            upgrade.getMetadata().getNamespace(),
            pod ->
                name.equals(
                    Optional.ofNullable(pod.getMetadata().getLabels().get(Names.INJECTION_LABEL))))
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .toList();
  }

  /** The pods that have, or had, the sidecar. */
  public List<Pod> pods(HttpsUpgrade upgrade) {
    return pods.list(
            upgrade.getMetadata().getNamespace(),
            pod -> upgrade.getMetadata().getName().equals(label(pod)))
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .toList();
  }

  /** Names of the Services that other upgrades of the namespace have given an HTTPS port. */
  public Set<String> servicesOfOthers(HttpsUpgrade upgrade) {
    return context
        .getPrimaryCache()
        .list(
            upgrade.getMetadata().getNamespace(),
            other ->
                !other.getMetadata().getUid().equals(upgrade.getMetadata().getUid())
                    && other.getMetadata().getDeletionTimestamp() == null
                    && other.getStatus() != null)
        .flatMap(other -> other.getStatus().services().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A Secret of somebody else's may stand where ours is to be. */
  private Optional<Secret> unwatchedSecret(String namespace, String name) {
    return Optional.ofNullable(
        context.getClient().secrets().inNamespace(namespace).withName(name).get());
  }

  private Set<ResourceID> upgrades(
      HasMetadata object, BiPredicate<HttpsUpgrade, HasMetadata> concerned) {
    return context
        .getPrimaryCache()
        .list(object.getMetadata().getNamespace(), upgrade -> concerned.test(upgrade, object))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  /** None, as a rule. */
  private InformerEventSource<Pod, HttpsUpgrade> barePods() {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(Pod.class, HttpsUpgrade.class)
            .withName("pods without sidecar")
            .withLabelSelector(Names.INJECTION_LABEL + ",!" + Names.UPGRADE_LABEL)
            .withSecondaryToPrimaryMapper(pod -> upgrades(pod, (upgrade, object) -> true))
            .build(),
        context);
  }

  private <R extends HasMetadata> InformerEventSource<R, HttpsUpgrade> workloads(
      OwnedKind<R> kind) {
    return source(kind, workload -> upgrades(workload, Caches::targets));
  }

  private static boolean targets(HttpsUpgrade upgrade, HasMetadata workload) {
    TargetRef target = upgrade.getSpec().targetRef();
    return target.kind().name().equals(workload.getKind())
        && target.name().equals(workload.getMetadata().getName());
  }

  private static Set<ResourceID> labelled(HasMetadata object) {
    return Set.of(new ResourceID(label(object), object.getMetadata().getNamespace()));
  }

  private static String label(HasMetadata object) {
    return object.getMetadata().getLabels().getOrDefault(Names.UPGRADE_LABEL, "");
  }

  private <R extends HasMetadata> InformerEventSource<R, HttpsUpgrade> source(
      OwnedKind<R> kind, SecondaryToPrimaryMapper<R> mapper) {
    var configuration =
        InformerEventSourceConfiguration.from(kind.type(), HttpsUpgrade.class)
            .withName(kind.resource())
            .withSecondaryToPrimaryMapper(mapper);
    switch (kind.watching()) {
      case ALL -> {}
      case LABELLED -> configuration.withLabelSelector(Names.UPGRADE_LABEL);
      case NONE -> throw new IllegalArgumentException(kind.resource() + " is not watched");
    }
    return new InformerEventSource<>(configuration.build(), context);
  }
}
