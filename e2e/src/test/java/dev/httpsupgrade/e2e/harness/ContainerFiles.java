package dev.httpsupgrade.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks into a container from an ephemeral one beside it that shares its processes. */
final class ContainerFiles {

  private final NamespacedKubernetesClient client;
  private final String pod;
  private final String target;
  private final Container model;

  /** The manifest tells image and security context of the container that looks. */
  ContainerFiles(
      NamespacedKubernetesClient client, String pod, String target, String clientManifest) {
    this.client = client;
    this.pod = pod;
    this.target = target;
    this.model =
        Serialization.unmarshal(clientManifest, Pod.class).getSpec().getContainers().getFirst();
  }

  /** The names of the files in a folder. */
  List<String> list(String folder) {
    return look("list", folder).lines().toList();
  }

  /** What is in the first of these files that is there. */
  String readFirst(String... files) {
    return look("read-first", files);
  }

  private String look(String command, String... paths) {
    int before = client.pods().withName(pod).get().getSpec().getEphemeralContainers().size();
    EphemeralContainer looking =
        new EphemeralContainerBuilder()
            .withName("look-%d-into-%s".formatted(before, target))
            .withTargetContainerName(target)
            .withImage(model.getImage())
            .withImagePullPolicy(model.getImagePullPolicy())
            .withSecurityContext(model.getSecurityContext())
            .withArgs(
                Stream.concat(Stream.of(command), Stream.of(paths).map("/proc/1/root"::concat))
                    .toArray(String[]::new))
            .build();
    client
        .pods()
        .withName(pod)
        .ephemeralContainers()
        .edit(current ->
            new PodBuilder(current).editSpec().addToEphemeralContainers(looking).endSpec().build());
    Awaits.within(
        Duration.ofSeconds(30),
        () -> assertThat(end(looking.getName())).as("end of %s", looking.getName()).isNotNull());
    String log = client.pods().withName(pod).inContainer(looking.getName()).getLog();
    var end = Objects.requireNonNull(end(looking.getName()));
    assertThat(end.getExitCode()).as(log).isZero();
    return log;
  }

  private @Nullable ContainerStateTerminated end(String container) {
    return client.pods().withName(pod).get().getStatus().getEphemeralContainerStatuses().stream()
        .filter(status -> status.getName().equals(container))
        .flatMap(status -> Stream.ofNullable(status.getState().getTerminated()))
        .findFirst()
        .orElse(null);
  }
}
