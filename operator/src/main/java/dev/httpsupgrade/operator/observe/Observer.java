package dev.httpsupgrade.operator.observe;

import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Looks at the workload's rollout, and at what each of its pods really serves. */
public final class Observer {

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

  private final SidecarClient sidecars;

  public Observer(SidecarClient sidecars) {
    this.sidecars = sidecars;
  }

  /** Connects to all pods at the same time; takes as long as the slowest, 10 seconds at most. */
  public Observed observe(Workload workload, List<Pod> pods, Wanted wanted) {
    List<Pod> live = pods.stream().filter(Observer::isLive).toList();
    List<Callable<PodObservation>> looks =
        live.stream().<Callable<PodObservation>>map(pod -> () -> look(pod, wanted)).toList();
    return new Observed(RolloutReader.read(workload), all(live, looks));
  }

  /** Whether the pod is starting or running, and not on its way out. */
  public static boolean isLive(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus() != null
        && !Objects.equals(pod.getStatus().getPhase(), "Succeeded")
        && !Objects.equals(pod.getStatus().getPhase(), "Failed");
  }

  private PodObservation look(Pod pod, Wanted wanted) {
    String address = pod.getStatus().getPodIP();
    PodObservation.Serving serving =
        !uses(pod, wanted.configMap())
            ? new PodObservation.Serving.Outdated()
            : isReady(pod) && address != null
                ? sidecars.look(address, wanted)
                : new PodObservation.Serving.NotReady();
    return new PodObservation(pod.getMetadata().getName(), serving);
  }

  private static boolean uses(Pod pod, String configMap) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getProjected() != null)
        .flatMap(volume -> volume.getProjected().getSources().stream())
        .anyMatch(source ->
            source.getConfigMap() != null && configMap.equals(source.getConfigMap().getName()));
  }

  /** Whether the pod gets traffic. */
  public static boolean isReady(Pod pod) {
    return Optional.ofNullable(pod.getStatus())
        .map(status -> status.getConditions())
        .orElse(List.of())
        .stream()
        .anyMatch(condition ->
            condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  private static List<PodObservation> all(List<Pod> pods, List<Callable<PodObservation>> looks) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var seen = new ArrayList<PodObservation>();
      List<Future<PodObservation>> done =
          threads.invokeAll(looks, LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
      for (int i = 0; i < done.size(); i++) {
        seen.add(done.get(i).isCancelled() ? tookTooLong(pods.get(i)) : done.get(i).get());
      }
      return seen;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking at pods", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("looking at pods", e.getCause());
    }
  }

  private static PodObservation tookTooLong(Pod pod) {
    return new PodObservation(
        pod.getMetadata().getName(),
        new PodObservation.Serving.Unreachable(
            "no answer within %d s".formatted(LONGEST_LOOK.toSeconds())));
  }
}
