package dev.httpsupgrade.operator.reconcile;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus;
import dev.httpsupgrade.operator.apply.Applied;
import dev.httpsupgrade.operator.apply.Attempt;
import dev.httpsupgrade.operator.apply.CertificateState;
import dev.httpsupgrade.operator.apply.Exposed;
import dev.httpsupgrade.operator.apply.Exposing;
import dev.httpsupgrade.operator.apply.Pruner;
import dev.httpsupgrade.operator.apply.Reconciliation;
import dev.httpsupgrade.operator.apply.Refresher;
import dev.httpsupgrade.operator.apply.Replacement;
import dev.httpsupgrade.operator.apply.Restoration;
import dev.httpsupgrade.operator.apply.Restorer;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.observe.Observed;
import dev.httpsupgrade.operator.observe.Observer;
import dev.httpsupgrade.operator.observe.PodTrouble;
import dev.httpsupgrade.operator.observe.Rollout;
import dev.httpsupgrade.operator.observe.RolloutWatch;
import dev.httpsupgrade.operator.observe.Wanted;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.plan.PlanResult;
import dev.httpsupgrade.operator.status.Progress;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** What depends on the pods: looks at them, and only then moves the Services. */
public final class Following {

  private final Observer observer;
  private final Refresher refresher;
  private final Restorer restorer;
  private final Replacement replacement;
  private final Exposing exposing = new Exposing();

  public Following(
      Observer observer, Refresher refresher, Restorer restorer, Replacement replacement) {
    this.replacement = replacement;
    this.observer = observer;
    this.refresher = refresher;
    this.restorer = restorer;
  }

  Progress follow(Reconciliation reconciliation, PlanResult result, Applied applied) {
    if (!(result instanceof PlanResult.Planned)) {
      exposing.settle(reconciliation);
    }
    if (newPodsHaveNoSidecar(reconciliation, applied) || noPodServes(reconciliation)) {
      exposing.retreat(reconciliation);
    }
    Optional<Leaf> leaf = applied.certificate().flatMap(CertificateState::leaf);
    Optional<Workload> workload = reconciliation.workload();
    if (!(result instanceof PlanResult.Planned(Plan plan))
        || !applied.injected()
        || leaf.isEmpty()
        || workload.isEmpty()) {
      return new Progress(
          applied,
          Optional.empty(),
          Optional.empty(),
          applied.rollout().map(status -> new Progress.Remembered(status, Optional.empty())));
    }
    Wanted wanted = Wanted.of(plan, leaf.orElseThrow());
    List<Pod> pods = reconciliation.caches().pods(reconciliation.upgrade());
    Observed rolled = observer.observe(workload.orElseThrow(), pods, wanted);
    Observed seen = rolled.with(replacement.replace(reconciliation, rolled));
    // What was taken back says nothing of the plan.
    Optional<RolloutStatus> rollout =
        applied.conflict().isPresent()
            ? Optional.empty()
            : Optional.of(watch(reconciliation, plan, seen.rollout(), pods));
    Observed looked = rollout.map(status -> judged(seen, status)).orElse(seen);
    boolean mayRefresh = refresher.refresh(pods, looked, wanted, reconciliation.inputs().now());
    Observed observed = mayRefresh ? looked : looked.leftToTheKubelet();
    boolean rolledOut = observed.rollout() instanceof Rollout.Complete;
    if (rolledOut) {
      new Pruner(reconciliation.client()).prune(plan, reconciliation);
    }
    Exposed exposed = exposing.expose(reconciliation, plan, rolledOut && observed.allServe());
    return new Progress(
        applied,
        Optional.of(observed),
        Optional.of(exposed),
        rollout.map(status ->
            new Progress.Remembered(
                status,
                rolledOut && observed.allServe()
                    ? Optional.of(reconciliation.sidecar(plan))
                    : Optional.empty())));
  }

  private static boolean newPodsHaveNoSidecar(Reconciliation reconciliation, Applied applied) {
    return !applied.injected()
        && reconciliation.target().filter(target -> !target.pod().hasSidecar()).isPresent();
  }

  /** All that are ready were made without the sidecar. */
  private static boolean noPodServes(Reconciliation reconciliation) {
    HttpsUpgrade upgrade = reconciliation.upgrade();
    return reconciliation.caches().podsWithoutSidecar(upgrade).stream().anyMatch(Observer::isReady)
        && reconciliation.caches().pods(upgrade).stream().noneMatch(Observer::isReady);
  }

  private static RolloutStatus watch(
      Reconciliation reconciliation, Plan plan, Rollout rollout, List<Pod> pods) {
    return RolloutWatch.next(
        Optional.ofNullable(reconciliation.status().rollout()),
        Attempt.of(plan, reconciliation),
        rollout,
        new RolloutWatch.Deadline(
            reconciliation.upgrade().getSpec().rollout().patience(), reconciliation.inputs().now()),
        PodTrouble.of(pods));
  }

  private static Observed judged(Observed seen, RolloutStatus status) {
    String message = status.message();
    return status.state() == RolloutStatus.State.Failed && message != null
        ? seen.with(new Rollout.Failed(seen.rollout().total(), message))
        : seen;
  }

  Restoration restore(Reconciliation reconciliation) {
    return restorer.restore(reconciliation);
  }
}
