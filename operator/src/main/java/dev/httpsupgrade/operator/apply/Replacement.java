package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.gather.BudgetReader;
import dev.httpsupgrade.operator.observe.Observed;
import dev.httpsupgrade.operator.observe.Observer;
import dev.httpsupgrade.operator.observe.PodObservation;
import dev.httpsupgrade.operator.observe.PodObservation.Serving;
import dev.httpsupgrade.operator.observe.Rollout;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Has pods replaced that were made without the sidecar that they ask for: one at a time of a
 * workload, by eviction, when PodDisruptionBudgets allow it, and no more workloads at a time than
 * get newer sidecars.
 *
 * <p>A successor that has none either shows that admission doesn't work: no more pods are lost to
 * that.
 */
public final class Replacement {

  /** For so long a workload counts as one that is being changed. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(30);

  private static final Duration NEXT_TRY = Duration.ofMinutes(10);

  private final int mostAtATime;
  private final Map<String, Eviction> byUpgrade = new HashMap<>();

  /**
   * The last one of a workload.
   *
   * @param known uids of the pods that had no sidecar then
   */
  private record Eviction(Instant time, Set<String> known) {}

  public Replacement(int mostAtATime) {
    this.mostAtATime = mostAtATime;
  }

  /** Takes the next step, and says what becomes of each such pod. */
  public List<PodObservation> replace(Reconciliation reconciliation, Observed observed) {
    List<Pod> bare = reconciliation.caches().podsWithoutSidecar(reconciliation.upgrade());
    List<Pod> live = bare.stream().filter(Observer::isLive).toList();
    if (live.isEmpty()) {
      return List.of();
    }
    boolean mayGo =
        observed.rollout() instanceof Rollout.Complete
            && bare.size() == live.size()
            && allAreThere(reconciliation, live.size());
    String prospect =
        mayGo ? next(live, reconciliation) : "it is replaced when all others are ready";
    return live.stream()
        .map(pod ->
            new PodObservation(pod.getMetadata().getName(), new Serving.SidecarMissing(prospect)))
        .toList();
  }

  private static boolean allAreThere(Reconciliation reconciliation, int bare) {
    List<Pod> others = reconciliation.caches().pods(reconciliation.upgrade());
    int wanted = reconciliation.workload().map(workload -> workload.replicas().orElse(0)).orElse(0);
    return others.size() + bare >= wanted
        && others.stream().allMatch(pod -> Observer.isLive(pod) && Observer.isReady(pod));
  }

  private synchronized String next(List<Pod> bare, Reconciliation reconciliation) {
    String uid = reconciliation.inputs().subject().uid();
    Instant now = reconciliation.inputs().now();
    byUpgrade.values().removeIf(eviction -> eviction.time().plus(NEXT_TRY).isBefore(now));
    Eviction last = byUpgrade.get(uid);
    if (last != null && !last.known().containsAll(uids(bare))) {
      return "so was the successor of one that was evicted; see whether component zero-drift is installed, the next one is evicted at %s"
          .formatted(last.time().plus(NEXT_TRY).truncatedTo(ChronoUnit.SECONDS));
    }
    if (underWay(uid, reconciliation) >= mostAtATime) {
      return "it is replaced when %d other workloads have their sidecars".formatted(mostAtATime);
    }
    Optional<String> obstacle = obstacle(bare.getFirst(), reconciliation);
    if (obstacle.isPresent()) {
      return obstacle.orElseThrow();
    }
    if (!evict(bare.getFirst(), reconciliation)) {
      return "it is replaced when a PodDisruptionBudget allows its eviction";
    }
    byUpgrade.put(uid, new Eviction(now, uids(bare)));
    return "it is replaced now, or after another one";
  }

  /** Budgets don't protect what isn't ready in each case: there the API server has to decide. */
  private static Optional<String> obstacle(Pod pod, Reconciliation reconciliation) {
    return Observer.isReady(pod)
        ? BudgetReader.obstacle(pod, reconciliation.snapshot().neighbours())
        : Optional.empty();
  }

  private long underWay(String uid, Reconciliation reconciliation) {
    Instant since = reconciliation.inputs().now().minus(UNDER_WAY);
    return reconciliation.inputs().subject().sidecar().turn().others()
        + byUpgrade.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(uid))
            .filter(entry -> entry.getValue().time().isAfter(since))
            .count();
  }

  private static boolean evict(Pod pod, Reconciliation reconciliation) {
    return reconciliation
        .client()
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .evict();
  }

  private static Set<String> uids(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
  }
}
