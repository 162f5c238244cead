package dev.httpsupgrade.operator.reconcile;

import dev.httpsupgrade.operator.apply.Applied;
import dev.httpsupgrade.operator.apply.Applier;
import dev.httpsupgrade.operator.apply.Reconciliation;
import dev.httpsupgrade.operator.plan.PlanResult;
import dev.httpsupgrade.operator.plan.Planner;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Plans and applies. What begins an update is planned once more when no other one is just being
 * begun, so that each sees those that came before it.
 */
final class Beginnings {

  private final Planner planner;
  private final Applier applier;
  private final ReentrantLock updating = new ReentrantLock();

  Beginnings(Planner planner, Applier applier) {
    this.planner = planner;
    this.applier = applier;
  }

  /** What was planned of what, and how far it got. */
  record Begun(Reconciliation reconciliation, PlanResult result, Applied applied) {}

  Begun begin(Supplier<Reconciliation> gather) {
    Reconciliation reconciliation = gather.get();
    PlanResult result = planner.plan(reconciliation.inputs());
    if (!isUpdate(result)) {
      return new Begun(reconciliation, result, applier.apply(result, reconciliation));
    }
    updating.lock();
    try {
      Reconciliation latest = gather.get();
      PlanResult again = planner.plan(latest.inputs());
      return new Begun(latest, again, applier.apply(again, latest));
    } finally {
      updating.unlock();
    }
  }

  private static boolean isUpdate(PlanResult result) {
    return result instanceof PlanResult.Planned(var plan) && plan.workload().isUpdate();
  }
}
