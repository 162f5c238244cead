package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches objects of kinds that not every cluster has, as long as it has them.
 *
 * <p>A kind may come and go with its CRD, and the operator may lack the right to read it: then it
 * does without.
 */
final class OptionalKinds extends WakingSource
    implements ResourceEventHandler<GenericKubernetesResource> {

  private static final Logger LOG = LoggerFactory.getLogger(OptionalKinds.class);
  private static final Duration DISCOVERY_PERIOD = Duration.ofSeconds(30);

  private final EventSourceContext<HttpsUpgrade> context;
  private final Map<Watched, SharedIndexInformer<GenericKubernetesResource>> informers =
      new ConcurrentHashMap<>();
  private volatile @Nullable SharedIndexInformer<Node> nodes;
  private final ScheduledExecutorService discovery =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("discovery").factory());

  /**
   * One list of objects.
   *
   * @param namespace empty: all
   */
  private record Watched(OptionalKind kind, String namespace) {}

  OptionalKinds(EventSourceContext<HttpsUpgrade> context) {
    super("optional kinds");
    this.context = context;
  }

  @Override
  public void start() {
    super.start();
    if (!isForAllNamespaces()) {
      LOG.atInfo().log("nodes are not watched: they belong to none of WATCH_NAMESPACES");
    }
    discover();
    long period = DISCOVERY_PERIOD.toSeconds();
    var _ = discovery.scheduleWithFixedDelay(this::discover, period, period, TimeUnit.SECONDS);
  }

  @Override
  public void stop() {
    super.stop();
    discovery.shutdownNow();
    informers.values().forEach(SharedIndexInformer::stop);
    informers.clear();
    SharedIndexInformer<Node> known = nodes;
    if (known != null) {
      known.stop();
    }
  }

  /** Those that may have to do with workloads of that namespace. */
  Stream<HasMetadata> of(String namespace) {
    SharedIndexInformer<Node> known = nodes;
    return Stream.concat(
        informers.values().stream()
            .flatMap(informer -> informer.getStore().list().stream())
            .filter(object -> OptionalKind.mayConcern(namespace, object)),
        known == null ? Stream.of() : known.getStore().list().stream());
  }

  private void discover() {
    try {
      List<Watched> wanted =
          OptionalKind.served(context.getClient()).stream()
              .flatMap(kind -> namespaces().map(namespace -> new Watched(kind, namespace)))
              .toList();
      informers.forEach((watched, informer) -> {
        if (!wanted.contains(watched) || !informer.isRunning()) {
          informers.remove(watched);
          informer.stop();
        }
      });
      wanted.forEach(this::watch);
      watchNodes();
    } catch (RuntimeException e) {
      // The next time comes only if this one ends well.
      LOG.atWarn().setCause(e).log("can't discover kinds");
    }
  }

  /** It is known before it is started, for the first objects wake up upgrades at once. */
  private void watch(Watched watched) {
    if (informers.containsKey(watched)) {
      return;
    }
    var all = context.getClient().genericKubernetesResources(watched.kind().context());
    SharedIndexInformer<GenericKubernetesResource> informer =
        watched.namespace().isEmpty()
            ? all.inAnyNamespace().runnableInformer(0)
            : all.inNamespace(watched.namespace()).runnableInformer(0);
    informers.put(watched, informer.addEventHandler(this));
    try {
      informer.run();
    } catch (KubernetesClientException e) {
      informers.remove(watched);
      informer.stop();
      LOG.atDebug()
          .addKeyValue("kind", watched.kind().kind())
          .addKeyValue("error", e.getMessage())
          .log("can't watch");
    }
  }

  /**
   * They are counted when an upgrade is looked at, which is often enough: nobody is woken up. They
   * belong to no namespace, so an operator for some namespaces alone has no right to see them.
   */
  private void watchNodes() {
    if (nodes != null || !isForAllNamespaces()) {
      return;
    }
    try {
      nodes = context.getClient().nodes().withLabelSelector(Placements.OTHER_NODES).inform();
    } catch (KubernetesClientException e) {
      LOG.atDebug().addKeyValue("error", e.getMessage()).log("can't watch nodes");
    }
  }

  private Stream<String> namespaces() {
    var configuration = context.getControllerConfiguration();
    return isForAllNamespaces()
        ? Stream.of("")
        : configuration.getInformerConfig().getEffectiveNamespaces(configuration).stream();
  }

  private boolean isForAllNamespaces() {
    return context.getControllerConfiguration().getInformerConfig().watchAllNamespaces();
  }

  @Override
  public void onAdd(GenericKubernetesResource object) {
    wake(
        context
            .getPrimaryCache()
            .list(
                upgrade -> OptionalKind.mayConcern(upgrade.getMetadata().getNamespace(), object)));
  }

  @Override
  public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource object) {
    if (NeighbourSources.matters(object, before)) {
      onAdd(before);
      onAdd(object);
    }
  }

  @Override
  public void onDelete(GenericKubernetesResource object, boolean unknown) {
    onAdd(object);
  }
}
