package dev.httpsupgrade.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a pod isn't ready, in its own words: what {@code kubectl describe pod} tells, in short. */
public final class PodTrouble {

  private static final int LONGEST = 400;

  /** What every container says before it starts. */
  private static final Set<String> STARTING = Set.of("ContainerCreating", "PodInitializing");

  private PodTrouble() {}

  /** The words of the first of the pods that is in trouble. */
  public static Optional<String> of(List<Pod> pods) {
    List<Pod> unready =
        pods.stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .filter(pod -> pod.getStatus() != null && !Observer.isReady(pod))
            .toList();
    return unready.stream()
        .flatMap(pod -> words(pod.getStatus()).map(words -> named(pod, words)).stream())
        .findFirst()
        .or(() -> unready.stream().findFirst().map(pod -> named(pod, "is not ready")));
  }

  private static String named(Pod pod, String words) {
    String text = "pod %s: %s".formatted(pod.getMetadata().getName(), words);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private static Optional<String> words(PodStatus status) {
    if (Objects.equals(status.getPhase(), "Failed")) {
      return Optional.of(sentence(status.getReason(), status.getMessage()));
    }
    List<ContainerStatus> containers =
        Stream.concat(
                status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
            .toList();
    return unscheduled(status)
        .or(() -> first(containers, PodTrouble::ended))
        .or(() -> first(containers, PodTrouble::waits))
        .or(() -> first(containers, PodTrouble::unready));
  }

  private static Optional<String> unscheduled(PodStatus status) {
    return status.getConditions().stream()
        .filter(condition -> condition.getType().equals("PodScheduled"))
        .filter(condition -> condition.getStatus().equals("False"))
        .map((PodCondition condition) -> sentence(condition.getReason(), condition.getMessage()))
        .findFirst();
  }

  private interface Look {
    Optional<String> at(ContainerStatus container);
  }

  private static Optional<String> first(List<ContainerStatus> containers, Look look) {
    return containers.stream()
        .flatMap(container ->
            look
                .at(container)
                .map(words -> "container %s %s".formatted(container.getName(), words))
                .stream())
        .findFirst();
  }

  private static Optional<String> ended(ContainerStatus container) {
    return Stream.of(container.getState(), container.getLastState())
        .flatMap(state -> Stream.ofNullable(state).map(ContainerState::getTerminated))
        .filter(Objects::nonNull)
        .filter(end -> end.getExitCode() != 0)
        .filter(end -> !Boolean.TRUE.equals(container.getReady()))
        .map((ContainerStateTerminated end) ->
            "ended with exit code %d (%s)"
                .formatted(end.getExitCode(), sentence(end.getReason(), end.getMessage())))
        .findFirst();
  }

  private static Optional<String> waits(ContainerStatus container) {
    return Optional.ofNullable(container.getState())
        .map(ContainerState::getWaiting)
        .filter(waiting -> !STARTING.contains(String.valueOf(waiting.getReason())))
        .map(waiting -> "waits: " + sentence(waiting.getReason(), waiting.getMessage()));
  }

  private static Optional<String> unready(ContainerStatus container) {
    boolean runs = container.getState() != null && container.getState().getRunning() != null;
    if (!runs || Boolean.TRUE.equals(container.getReady())) {
      return Optional.empty();
    }
    return Optional.of(
        Boolean.FALSE.equals(container.getStarted())
            ? "runs, but its startup probe does not succeed"
            : "runs, but its readiness probe does not succeed");
  }

  private static String sentence(@Nullable String reason, @Nullable String message) {
    return Stream.of(reason, message)
        .filter(Objects::nonNull)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(": "));
  }
}
