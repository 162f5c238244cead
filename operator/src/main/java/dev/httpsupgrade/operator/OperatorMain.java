package dev.httpsupgrade.operator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.httpsupgrade.operator.apply.Applier;
import dev.httpsupgrade.operator.apply.Refresher;
import dev.httpsupgrade.operator.apply.Restorer;
import dev.httpsupgrade.operator.certificate.CertificateSecret;
import dev.httpsupgrade.operator.certificate.OperatorAuthority;
import dev.httpsupgrade.operator.gather.Gatherer;
import dev.httpsupgrade.operator.observe.Observer;
import dev.httpsupgrade.operator.observe.SidecarClient;
import dev.httpsupgrade.operator.plan.Planner;
import dev.httpsupgrade.operator.reconcile.EventWriter;
import dev.httpsupgrade.operator.reconcile.Following;
import dev.httpsupgrade.operator.reconcile.HttpsUpgradeReconciler;
import dev.httpsupgrade.operator.reconcile.Reporter;
import dev.httpsupgrade.operator.reconcile.Steps;
import dev.httpsupgrade.operator.status.EventRecorder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the operator, and starts it. */
public final class OperatorMain {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorMain.class);
  private static final String NAME = "https-upgrade-operator";
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
      start(settings, client());
    } catch (IllegalArgumentException e) {
      System.err.println(NAME + ": " + e.getMessage());
      System.exit(UNUSABLE);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("can't start");
      System.exit(FAILED);
    }
  }

  private static void start(OperatorSettings settings, KubernetesClient client) {
    Health health = Health.serve();
    var leadership = new Leadership(settings, client);
    var operator =
        new Operator(configuration ->
            configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(true)
                .checkingCRDAndValidateLocalModel(false)
                .withLeaderElectionConfiguration(leadership.configuration()));
    operator.register(
        reconciler(settings, client),
        configuration ->
            configuration.withRetry(
                new GenericRetry()
                    .setInitialInterval(Duration.ofMillis(500))
                    .setIntervalMultiplier(2)
                    .setMaxInterval(Duration.ofSeconds(30).toMillis())
                    .withoutMaxAttempts()));
    leadership.giveUpAtExit();
    health.ready();
    operator.start();
    LOG.atInfo().addKeyValue("sidecarImage", settings.sidecarImage()).log("operator started");
  }

  /** The reconciler with everything that it needs. */
  static HttpsUpgradeReconciler reconciler(OperatorSettings settings, KubernetesClient client) {
    var clock = Clock.systemUTC();
    var random = new SecureRandom();
    var authority = new OperatorAuthority(client, settings.namespace(), clock, random);
    var sidecars = new SidecarClient(authority);
    return new HttpsUpgradeReconciler(
        new Steps(
            new Gatherer(
                () -> new Gatherer.Authority(authority.fingerprint(), authority.trust()),
                () -> newDrainToken(random),
                clock),
            new Planner(settings),
            new Applier(new CertificateSecret(authority)),
            new Following(
                new Observer(sidecars),
                new Refresher(client),
                new Restorer(sidecars, settings.drainDeadline())),
            new Reporter(new EventRecorder(new EventWriter(client), settings.identity()))));
  }

  /** A newer resource may have fields that this operator does not know. */
  private static KubernetesClient client() {
    var mapper = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    Config config = new ConfigBuilder(Config.autoConfigure(null)).withUserAgent(NAME).build();
    return new KubernetesClientBuilder()
        .withConfig(config)
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
        CLUSTER_DOMAIN          domain of the cluster's DNS (default cluster.local)
        DRAIN_DEADLINE_SECONDS  how long open connections may hold up a restore,
                                0 to 600 (default 30)
        UPDATE_POLICY           when workloads get a newer SIDECAR_IMAGE, which replaces
                                their pods, unless their HttpsUpgrade says otherwise:
                                Manual or Auto (default Manual)
      Port 8080 serves /healthz and /readyz.
      """;
}
