package dev.httpsupgrade.operator.observe;

import java.util.List;
import java.util.stream.Stream;

/** What the cluster really does, at one moment. */
public record Observed(Rollout rollout, List<PodObservation> pods) {

  public Observed {
    pods = List.copyOf(pods);
  }

  /** The same with more pods. */
  public Observed with(List<PodObservation> more) {
    return new Observed(rollout, Stream.concat(pods.stream(), more.stream()).toList());
  }

  /** The same with another judgement of the rollout. */
  public Observed with(Rollout judged) {
    return new Observed(judged, pods);
  }

  /**
   * Whether the pods were seen serving what they should. A pod that isn't ready gets no traffic, so
   * it doesn't count; but one at least must be seen, unless the workload has none.
   */
  public boolean allServe() {
    List<PodObservation.Serving> counting =
        pods.stream().map(PodObservation::serving).filter(Observed::counts).toList();
    boolean noneWanted = rollout instanceof Rollout.Complete(int total) && total == 0;
    return (noneWanted || !counting.isEmpty())
        && counting.stream().allMatch(PodObservation.Serving.AsWanted.class::isInstance);
  }

  private static boolean counts(PodObservation.Serving serving) {
    return switch (serving) {
      case PodObservation.Serving.AsWanted asWanted -> true;
      case PodObservation.Serving.SomethingElse somethingElse -> true;
      case PodObservation.Serving.Unreachable unreachable -> true;
      case PodObservation.Serving.SidecarMissing missing -> true;
      case PodObservation.Serving.NotReady notReady -> false;
      case PodObservation.Serving.Outdated outdated -> false;
    };
  }

  /** The same, where pods can't be made to refresh what they have. */
  public Observed leftToTheKubelet() {
    return new Observed(rollout, pods.stream().map(PodObservation::leftToTheKubelet).toList());
  }

  /** Whether a pod has no sidecar, although its template asks for one. */
  public boolean anyMissing() {
    return pods.stream()
        .anyMatch(pod -> pod.serving() instanceof PodObservation.Serving.SidecarMissing);
  }

  /** Whether a pod still serves something older. */
  public boolean anyBehind() {
    return pods.stream()
        .anyMatch(pod -> pod.serving() instanceof PodObservation.Serving.SomethingElse);
  }

  /** Whether there is a pod that can't be reached, and none that serves something else. */
  public boolean unreachable() {
    return pods.stream()
            .anyMatch(pod -> pod.serving() instanceof PodObservation.Serving.Unreachable)
        && !anyBehind();
  }
}
