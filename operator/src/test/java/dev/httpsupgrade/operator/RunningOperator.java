package dev.httpsupgrade.operator;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.cluster.EmptyRollouts;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The real operator in this process, known to the audit log by a user agent of its own. */
final class RunningOperator implements AutoCloseable {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> WRITING =
      Set.of("create", "update", "patch", "delete", "deletecollection");

  private final ControlPlane controlPlane;
  private final String userAgent;
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

  RunningOperator(ControlPlane controlPlane, String userAgent) {
    this(controlPlane, userAgent, GoldenCase.SETTINGS);
  }

  RunningOperator(ControlPlane controlPlane, String userAgent, OperatorSettings settings) {
    this.controlPlane = controlPlane;
    this.userAgent = userAgent;
    KubernetesClient client = controlPlane.clientOfTheOperator(userAgent);
    operator =
        new Operator(configuration ->
            configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(true)
                .withMetrics(new Looks())
                .checkingCRDAndValidateLocalModel(false));
    operator.register(OperatorMain.reconciler(settings, client));
    rollouts = new EmptyRollouts(controlPlane.client());
    operator.start();
  }

  /** Its writing requests in that namespace, as "verb resource". */
  List<String> writes(String namespace) {
    return requests(namespace)
        .filter(request -> WRITING.contains(request.substring(0, request.indexOf(' '))))
        .toList();
  }

  /** How often it looked after that namespace. */
  long looks(String namespace) {
    return looks.computeIfAbsent(namespace, name -> new LongAdder()).sum();
  }

  /** Makes it look after the shop again, and waits until it did. */
  void lookAgain(Shop shop, int value) {
    long before = looks(shop.namespace);
    shop.touch(value);
    await().atMost(SOON).until(() -> looks(shop.namespace) > before);
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

  private Stream<String> requests(String namespace) {
    return controlPlane.auditLog().stream()
        .map(RunningOperator::parse)
        .filter(entry -> entry.path("userAgent").asText().equals(userAgent))
        .filter(entry -> entry.path("objectRef").path("namespace").asText().equals(namespace))
        .map(entry ->
            "%s %s%s"
                .formatted(
                    entry.path("verb").asText(),
                    entry.path("objectRef").path("resource").asText(),
                    subresource(entry.path("objectRef").path("subresource").asText())));
  }

  private static String subresource(String name) {
    return name.isEmpty() ? "" : "/" + name;
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    operator.stop();
    rollouts.close();
  }
}
