package dev.httpsupgrade.operator.observe;

import java.util.List;

/** What the cluster really does, at one moment. */
public record Observed(Rollout rollout, List<PodObservation> pods) {

  public Observed {
    pods = List.copyOf(pods);
  }

  /**
   * Whether the pods were seen serving what they should. A pod that isn't ready gets no traffic, so
   * it doesn't count, unless none is ready.
   */
  public boolean allServe() {
    List<PodObservation> ready =
        pods.stream()
            .filter(pod -> !(pod.serving() instanceof PodObservation.Serving.NotReady))
            .toList();
    return (pods.isEmpty() || !ready.isEmpty())
        && ready.stream().allMatch(pod -> pod.serving() instanceof PodObservation.Serving.AsWanted);
  }

  /** Whether there is a pod that can't be reached, and none that serves something else. */
  public boolean unreachable() {
    return pods.stream()
            .anyMatch(pod -> pod.serving() instanceof PodObservation.Serving.Unreachable)
        && pods.stream()
            .noneMatch(pod -> pod.serving() instanceof PodObservation.Serving.SomethingElse);
  }
}
