package dev.httpsupgrade.operator;

import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.cluster.EmptyRollouts;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The real operator in this process, known to the audit log by a user agent of its own. */
final class RunningOperator implements AutoCloseable {

  /** Label of the upgrades that it looks at; tests have others, for which no operator is wanted. */
  static final String MINE = "shared-operator";

  /** Label of upgrades that none of these looks at. */
  static final String NOT_MINE = "other-operator";

  private static final Duration SOON = Duration.ofSeconds(30);

  private final Requests requests;
  private final Operator operator;
  private final EmptyRollouts rollouts;
  private final Map<String, LongAdder> looks = new ConcurrentHashMap<>();

  /** Gives tests the one operator that they share. */
  static final class Extension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RunningOperator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(
              RunningOperator.class,
              key -> new RunningOperator(ControlPlane.in(context), "operator"),
              RunningOperator.class);
    }
  }

  /** One more beside the shared one. */
  RunningOperator(ControlPlane controlPlane, String userAgent) {
    this(controlPlane, userAgent, GoldenCase.SETTINGS, MINE);
  }

  /**
   * One for a test.
   *
   * @param label of the upgrades that it looks at
   */
  RunningOperator(
      ControlPlane controlPlane, String userAgent, OperatorSettings settings, String label) {
    requests = new Requests(controlPlane, userAgent);
    KubernetesClient client = controlPlane.clientOfTheOperator(userAgent);
    operator =
        new Operator(configuration ->
            configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(true)
                .withMetrics(new Looks())
                .checkingCRDAndValidateLocalModel(false));
    operator.register(
        OperatorMain.reconciler(
            settings,
            client,
            OperatorMain.authority(settings, client),
            (upgrade, before, after, now) -> {}),
        registration -> registration.withLabelSelector(label));
    rollouts = new EmptyRollouts(controlPlane.client());
    operator.start();
  }

  /** Its writing requests in that namespace, as "verb resource"; a dry run says so. */
  List<String> writes(String namespace) {
    return requests.writes(namespace);
  }

  /** How often it looked after that namespace. */
  long looks(String namespace) {
    return looks.computeIfAbsent(namespace, name -> new LongAdder()).sum();
  }

  /** Makes it look after the shop again, and waits until it did. */
  void lookAgain(Shop shop, int value) {
    long before = looks(shop.namespace);
    shop.touch(value);
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(SOON)
        .until(() -> looks(shop.namespace) > before);
  }

  /** Counts them. */
  private final class Looks implements Metrics {
    @Override
    public void reconciliationSucceeded(HasMetadata resource, Map<String, Object> metadata) {
      looks
          .computeIfAbsent(resource.getMetadata().getNamespace(), name -> new LongAdder())
          .increment();
    }
  }

  @Override
  public void close() {
    operator.stop();
    rollouts.close();
  }
}
