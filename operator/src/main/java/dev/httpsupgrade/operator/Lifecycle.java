package dev.httpsupgrade.operator;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.certificate.OperatorAuthority;
import dev.httpsupgrade.operator.certificate.TrustBundles;
import dev.httpsupgrade.operator.metrics.OperatorMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One replica of the operator: start, lead or be ready to, hand over. */
final class Lifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  /** As long as a look at pods takes at most; the Lease is renewed meanwhile. */
  private static final Duration FINISHING = Duration.ofSeconds(12);

  private static final Duration BETWEEN_PUBLICATIONS = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final Leadership leadership;
  private final ReconcilerThreads threads = new ReconcilerThreads();
  private final Operator operator;
  private final TrustBundles bundles;
  private final ScheduledExecutorService publishing =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("trust-bundles").factory());
  private volatile boolean started;

  /**
   * Begins nothing yet.
   *
   * @param whenLeadIsLost must see to it that nothing more is written
   */
  Lifecycle(
      OperatorSettings settings,
      KubernetesClient client,
      OperatorMetrics metrics,
      Runnable whenLeadIsLost) {
    this.client = client;
    leadership = new Leadership(settings.replica(), client, whenLeadIsLost);
    OperatorAuthority authority = OperatorMain.authority(settings, client);
    bundles = new TrustBundles(client, authority, settings.watchNamespaces());
    operator =
        new Operator(configuration ->
            configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .checkingCRDAndValidateLocalModel(false)
                .withExecutorService(threads.executor())
                .withMetrics(metrics.reconciliations())
                // Liveness tells of it; ending at once would keep the Lease.
                .withInformerStoppedHandler((informer, why) -> {})
                .withLeaderElectionConfiguration(leadership.configuration()));
    RegisteredController<HttpsUpgrade> controller =
        operator.register(
            OperatorMain.reconciler(settings, client, authority, metrics.statusChanges()),
            configuration -> {
              if (!settings.watchNamespaces().isEmpty()) {
                configuration.settingNamespaces(settings.watchNamespaces());
              }
              configuration.withRetry(
                  new GenericRetry()
                      .setInitialInterval(Duration.ofMillis(500))
                      .setIntervalMultiplier(2)
                      .setMaxInterval(Duration.ofSeconds(30).toMillis())
                      .withoutMaxAttempts());
            });
    metrics.upgradeStates().of(() -> started ? upgrades(controller) : Stream.empty());
    metrics.gauge("leading", "Whether this replica acts, 1 or 0", () -> isLeading() ? 1 : 0);
    metrics.gauge("reconciling", "Reconciliations that run now", threads::running);
    metrics.gauge("reconciliations_waiting", "Those that wait for a thread", threads::waiting);
    metrics.gauge("informers", "Informers that it has", () -> informers().size());
    metrics.gauge(
        "informers_watching",
        "Of them, those that watch; fewer for long make it not ready",
        () -> informers().values().stream().filter(InformerHealthIndicator::isWatching).count());
  }

  private static Stream<HttpsUpgrade> upgrades(RegisteredController<HttpsUpgrade> registered) {
    var controller = (Controller<HttpsUpgrade>) registered;
    return controller.getEventSourceManager().getControllerEventSource().list(upgrade -> true);
  }

  /** Returns when everything was seen once; it may take the lead at any time. */
  void start() {
    operator.start();
    started = true;
    long period = BETWEEN_PUBLICATIONS.toSeconds();
    var _ = publishing.scheduleWithFixedDelay(this::publish, 0, period, TimeUnit.SECONDS);
  }

  private void publish() {
    if (leadership.isLeading()) {
      bundles.publish();
    }
  }

  boolean isStarted() {
    return started;
  }

  boolean isLeading() {
    return leadership.isLeading();
  }

  /** By what they watch, such as {@code services}, and where. */
  @SuppressWarnings({"rawtypes", "unchecked"})
  Map<String, InformerHealthIndicator> informers() {
    var informers = new TreeMap<String, InformerHealthIndicator>();
    for (var controller : operator.getRegisteredControllers()) {
      Map<String, InformerWrappingEventSourceHealthIndicator> sources =
          controller.getControllerHealthInfo().informerEventSourceHealthIndicators();
      sources.forEach((name, source) -> {
        Map<String, InformerHealthIndicator> byNamespace = source.informerHealthIndicators();
        byNamespace.forEach(
            (namespace, informer) -> informers.put(label(name, namespace), informer));
      });
    }
    return informers;
  }

  private static String label(String name, String namespace) {
    return namespace.equals(Constants.WATCH_ALL_NAMESPACES) ? name : name + " in " + namespace;
  }

  /**
   * Finishes what is being done, and lets another replica go on at once; to be called once. Caches
   * are kept until the last reconciliation is done.
   */
  void handOver() {
    LOG.atInfo().log("stopping");
    publishing.shutdownNow();
    threads.finish(FINISHING);
    leadership.leave();
    try {
      operator.stop();
    } finally {
      leadership.giveUp();
      client.close();
    }
  }
}
