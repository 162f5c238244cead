package dev.httpsupgrade.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A Deployment and its pods. */
public final class Workload {

  public static final String SIDECAR = "https-upgrade";

  private static final Duration ROLLOUT = Duration.ofSeconds(90);

  private final NamespacedKubernetesClient client;
  private final String name;

  Workload(NamespacedKubernetesClient client, String name) {
    this.client = client;
    this.name = name;
  }

  public Deployment get() {
    return Objects.requireNonNull(
        client.apps().deployments().withName(name).get(), "no Deployment " + name);
  }

  public long generation() {
    return get().getMetadata().getGeneration();
  }

  public PodTemplateSpec template() {
    return get().getSpec().getTemplate();
  }

  public boolean hasSidecar() {
    return hasSidecar(get());
  }

  public static boolean hasSidecar(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getInitContainers().stream()
        .anyMatch(container -> container.getName().equals(SIDECAR));
  }

  /** The pods that aren't about to end. */
  public List<Pod> pods() {
    return client.pods().withLabelSelector(get().getSpec().getSelector()).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  public List<String> podAddresses() {
    return pods().stream().map(pod -> pod.getStatus().getPodIP()).toList();
  }

  /** Container restarts by UID of the pod: equal maps mean same pods, and no restart. */
  public Map<String, Integer> restarts() {
    var restarts = new TreeMap<String, Integer>();
    for (Pod pod : pods()) {
      int count =
          Stream.concat(
                  pod.getStatus().getContainerStatuses().stream(),
                  pod.getStatus().getInitContainerStatuses().stream())
              .mapToInt(ContainerStatus::getRestartCount)
              .sum();
      restarts.put(pod.getMetadata().getUid(), count);
    }
    return restarts;
  }

  /** Waits until all pods are of the current template and available, and no others run. */
  public Workload awaitRolledOut() {
    Awaits.within(
        ROLLOUT,
        () -> {
          Deployment deployment = get();
          int replicas = deployment.getSpec().getReplicas();
          var status = deployment.getStatus();
          assertThat(status.getObservedGeneration())
              .as("generation of %s that was acted on", name)
              .isEqualTo(deployment.getMetadata().getGeneration());
          assertThat(status.getUpdatedReplicas())
              .as("updated pods of %s", name)
              .isEqualTo(replicas);
          assertThat(status.getAvailableReplicas())
              .as("available pods of %s", name)
              .isEqualTo(replicas);
          assertThat(pods()).as("pods of %s", name).hasSize(replicas);
        });
    return this;
  }
}
