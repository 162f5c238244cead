package dev.httpsupgrade.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operator as it is installed. */
public final class Operator {

  public static final String NAMESPACE = "https-upgrade-system";
  public static final String NAME = "https-upgrade-operator";
  public static final String USER = "system:serviceaccount:" + NAMESPACE + ":" + NAME;
  private static final int REPLICAS = 2;

  public static final String LEASE = "https-upgrade-operator";

  /** A leader that was killed keeps its Lease until it runs out. */
  private static final Duration TAKE_OVER = Duration.ofSeconds(60);

  private final KubernetesClient client;

  Operator(KubernetesClient client) {
    this.client = client;
  }

  public List<Pod> pods() {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/name", NAME)
        .list()
        .getItems();
  }

  /** Since when it is installed. */
  public Instant installedAt() {
    return Instant.parse(
        client.namespaces().withName(NAMESPACE).get().getMetadata().getCreationTimestamp());
  }

  /** Container restarts by pod: more of them mean that it crashed. */
  public Map<String, Integer> restarts() {
    return pods().stream()
        .collect(
            Collectors.toMap(
                pod -> pod.getMetadata().getName(),
                pod ->
                    pod.getStatus().getContainerStatuses().stream()
                        .mapToInt(container -> container.getRestartCount())
                        .sum()));
  }

  /** Ends it without a chance to clean up. */
  public void kill() {
    pods().forEach(pod -> client.resource(pod).withGracePeriod(0).delete());
  }

  /** Name of the pod that acts. */
  public String leader() {
    return Objects.requireNonNullElse(lease().getSpec().getHolderIdentity(), "");
  }

  /** Ends the one that acts as an upgrade of it would, and waits until another one acts. */
  public HandOver stopLeader() {
    String former = leader();
    Instant asked = Instant.now();
    client.pods().inNamespace(NAMESPACE).withName(former).delete();
    return awaitLeaderAfter(former, asked);
  }

  /** The container that acts. If it is killed its pod starts another one, under the same name. */
  public ContainerStatus leadingContainer() {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withName(leader())
        .get()
        .getStatus()
        .getContainerStatuses()
        .getFirst();
  }

  /** How long nobody acted, at most. */
  public record HandOver(String from, String to, Duration took) {}

  private HandOver awaitLeaderAfter(String former, Instant asked) {
    Awaits.within(TAKE_OVER, () -> assertThat(leader()).as("leader").isNotIn("", former));
    var taken = instant(lease().getSpec().getAcquireTime());
    return new HandOver(former, leader(), Duration.between(asked, taken));
  }

  /** Ends all replicas, and waits until they are gone; {@link #start} brings them back. */
  public void shutDown() {
    scale(0);
    Awaits.within(TAKE_OVER, () -> assertThat(pods()).as("pods of the operator").isEmpty());
  }

  /** Brings back what was shut down, and waits until it is ready. */
  public void start() {
    scale(REPLICAS);
    awaitReady();
  }

  private void scale(int replicas) {
    client.apps().deployments().inNamespace(NAMESPACE).withName(NAME).scale(replicas);
  }

  /** What it is started with: the variables of its ConfigMap. */
  public Map<String, String> settings() {
    return Map.copyOf(configMap().get().getData());
  }

  /** Has it start anew with other variables; those of null are taken away. */
  public void restartWith(Map<String, @Nullable String> changes) {
    configMap().patch(PatchContext.of(PatchType.JSON_MERGE), Json.write(Map.of("data", changes)));
    Instant stopped = Instant.now();
    stop();
    awaitLeader(stopped);
    awaitReady();
  }

  /** Has it replace its CA although that is young. */
  public void askForTheNextCa() {
    var annotations = Map.of("httpsupgrade.dev/renew", Instant.now().toString());
    client
        .secrets()
        .inNamespace(NAMESPACE)
        .withName("https-upgrade-ca")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Json.write(Map.of("metadata", Map.of("annotations", annotations))));
  }

  private Resource<ConfigMap> configMap() {
    String name =
        client
            .apps()
            .deployments()
            .inNamespace(NAMESPACE)
            .withName(NAME)
            .get()
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst()
            .getEnvFrom()
            .getFirst()
            .getConfigMapRef()
            .getName();
    return client.configMaps().inNamespace(NAMESPACE).withName(name);
  }

  /** Waits until each replica is ready. */
  public void awaitReady() {
    var deployment = client.apps().deployments().inNamespace(NAMESPACE).withName(NAME);
    Awaits.within(
        TAKE_OVER.multipliedBy(2),
        () -> {
          assertThat(deployment.get().getStatus().getReadyReplicas())
              .as("replicas of the operator that are ready")
              .isEqualTo(deployment.get().getSpec().getReplicas());
          assertThat(pods())
              .as("pods of the operator")
              .hasSize(deployment.get().getSpec().getReplicas());
        });
  }

  private Lease lease() {
    return client.leases().inNamespace(NAMESPACE).withName(LEASE).get();
  }

  /** Deletes its Lease, so that the next one to start has to make it anew. */
  public void loseLease() {
    client.leases().inNamespace(NAMESPACE).withName(LEASE).delete();
  }

  /** Ends it as an upgrade of it would. */
  public void stop() {
    pods().forEach(pod -> client.resource(pod).delete());
  }

  /** Waits until a pod that started since then leads. */
  public void awaitLeader(Instant since) {
    Awaits.within(
        TAKE_OVER,
        () -> {
          Lease lease = client.leases().inNamespace(NAMESPACE).withName(LEASE).get();
          assertThat(lease).as("Lease of the operator").isNotNull();
          assertThat(lease.getSpec().getHolderIdentity()).as("leader").isNotBlank();
          assertThat(instant(lease.getSpec().getAcquireTime()))
              .as("time at which %s took the lead", lease.getSpec().getHolderIdentity())
              .isAfter(since);
          assertThat(pods())
              .as("pods of the operator")
              .isNotEmpty()
              .allMatch(pod -> pod.getMetadata().getDeletionTimestamp() == null);
        });
    client
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .withName(NAME)
        .waitUntilReady(TAKE_OVER.toSeconds(), TimeUnit.SECONDS);
  }

  private static Instant instant(@Nullable ZonedDateTime time) {
    return Objects.requireNonNull(time, "acquireTime").toInstant();
  }
}
