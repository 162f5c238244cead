package dev.httpsupgrade.operator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.httpsupgrade.operator.apply.Applier;
import dev.httpsupgrade.operator.apply.Refresher;
import dev.httpsupgrade.operator.apply.Replacement;
import dev.httpsupgrade.operator.apply.Restorer;
import dev.httpsupgrade.operator.certificate.CertificateSecret;
import dev.httpsupgrade.operator.certificate.OperatorAuthority;
import dev.httpsupgrade.operator.gather.Gatherer;
import dev.httpsupgrade.operator.metrics.OperatorMetrics;
import dev.httpsupgrade.operator.observe.Observer;
import dev.httpsupgrade.operator.observe.SidecarClient;
import dev.httpsupgrade.operator.plan.Planner;
import dev.httpsupgrade.operator.reconcile.EventWriter;
import dev.httpsupgrade.operator.reconcile.Following;
import dev.httpsupgrade.operator.reconcile.HttpsUpgradeReconciler;
import dev.httpsupgrade.operator.reconcile.Reporter;
import dev.httpsupgrade.operator.reconcile.Steps;
import dev.httpsupgrade.operator.reconcile.TrustRollout;
import dev.httpsupgrade.operator.status.EventRecorder;
import dev.httpsupgrade.operator.status.StatusListener;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the operator, and starts it. */
public final class OperatorMain {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorMain.class);
  private static final String NAME = "https-upgrade-operator";
  private static final int PORT = 8080;
  private static final int FAILED = 1;
  private static final int UNUSABLE = 2;
  private static final int DRAIN_TOKEN_BYTES = 16;

  private OperatorMain() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0) {
      System.out.print(HELP);
      System.exit(arguments[0].equals("--help") ? 0 : UNUSABLE);
    }
    try {
      OperatorSettings settings = OperatorSettings.from(System.getenv());
      var metrics = new OperatorMetrics();
      start(settings, client(metrics.apiRequests()), metrics);
    } catch (IllegalArgumentException e) {
      System.err.println(NAME + ": " + e.getMessage());
      System.exit(UNUSABLE);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("can't start");
      System.exit(FAILED);
    }
  }

  private static void start(
      OperatorSettings settings, KubernetesClient client, OperatorMetrics metrics) {
    var operator =
        new Lifecycle(settings, client, metrics, () -> Runtime.getRuntime().halt(FAILED));
    var health =
        new Health(
            operator::informers,
            new ApiServer(client.getConfiguration())::answers,
            InstantSource.system());
    HealthServer.listen(PORT)
        .probe("/healthz", () -> operator.isStarted() ? health.reasonsToRestart() : List.of())
        .page("/metrics", metrics::scrape)
        .probe("/readyz", () -> operator.isStarted() ? health.obstacles() : List.of("starting"));
    Runtime.getRuntime().addShutdownHook(new Thread(operator::handOver, "hand-over"));
    operator.start();
    LOG.atInfo().addKeyValue("sidecarImage", settings.sidecarImage()).log("operator started");
  }

  /** Its CA; there is one for everything that needs it. */
  static OperatorAuthority authority(OperatorSettings settings, KubernetesClient client) {
    return new OperatorAuthority(
        client, settings.namespace(), settings.ca(), Clock.systemUTC(), new SecureRandom());
  }

  /** The reconciler with everything that it needs. */
  static HttpsUpgradeReconciler reconciler(
      OperatorSettings settings,
      KubernetesClient client,
      OperatorAuthority authority,
      StatusListener metrics) {
    var clock = Clock.systemUTC();
    var random = new SecureRandom();
    var sidecars = new SidecarClient(authority);
    return new HttpsUpgradeReconciler(
        new Steps(
            new Gatherer(authority::facts, () -> newDrainToken(random), clock),
            new Planner(settings),
            new Applier(new CertificateSecret(authority, random)),
            new Following(
                new Observer(sidecars),
                new Refresher(client),
                new Restorer(sidecars, settings.rollouts().drainDeadline()),
                new Replacement(settings.maxConcurrentRollouts())),
            new TrustRollout(authority),
            new Reporter(
                metrics.and(
                    new EventRecorder(new EventWriter(client), settings.replica().name())))));
  }

  /**
   * A newer resource may have fields that this operator does not know. Failed requests are hardly
   * repeated: the SDK does that, and a leader has to notice in time that it can't renew its Lease.
   */
  private static KubernetesClient client(Interceptor counting) {
    var mapper = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    Config config =
        new ConfigBuilder(Config.autoConfigure(null))
            .withUserAgent(NAME)
            .withRequestRetryBackoffLimit(2)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("counting", counting))
        .withKubernetesSerialization(new KubernetesSerialization(mapper, true))
        .build();
  }

  private static String newDrainToken(SecureRandom random) {
    byte[] bytes = new byte[DRAIN_TOKEN_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static final String HELP =
      """
      https-upgrade-operator: moves plain-HTTP workloads on Kubernetes to HTTPS, and back

      Runs in a cluster (kubectl apply -k deploy), configured by environment variables:
        POD_NAMESPACE           where it runs and keeps its CA (required)
        POD_NAME                its name in the leader election (required)
        SIDECAR_IMAGE           image of the sidecars (required)
        WATCH_NAMESPACES        the only namespaces it looks at, separated by commas
                                (default: all)
        CLUSTER_DOMAIN          domain of the cluster's DNS (default cluster.local)
        ZERO_DRIFT              whether component zero-drift is installed, true or
                                false (default false)
        DRAIN_DEADLINE_SECONDS  how long open connections may hold up a restore,
                                0 to 600 (default 30)
        UPDATE_POLICY           when workloads get a newer SIDECAR_IMAGE, which replaces
                                their pods, unless their HttpsUpgrade says otherwise:
                                Manual or Auto (default Manual)
        MAX_CONCURRENT_ROLLOUTS how many workloads get it at a time (default 5)
        CA_DURATION             validity of the operator's CA, replaced at half of it
                                (default 87600h)
        CA_TRUST_OVERLAP        how long its former root is trusted when all that it
                                issued is replaced (default 720h)
      Port 8080 serves /healthz, /readyz and /metrics.
      """;
}
