package dev.httpsupgrade.operator.reconcile;

import dev.httpsupgrade.operator.plan.PlanResult;
import dev.httpsupgrade.operator.plan.WaitingUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When an upgrade is looked at again, although nothing woke the operator. */
final class NextLook {

  private NextLook() {}

  /** {@code otherwise}, or when an update that waits may come, if that is sooner. */
  static Duration in(Duration otherwise, PlanResult result, Instant now) {
    return waiting(result)
        .flatMap(WaitingUpdate::until)
        .map(until -> Duration.between(now, until).plusMillis(1))
        .filter(until -> until.compareTo(otherwise) < 0)
        .orElse(otherwise);
  }

  private static Optional<WaitingUpdate> waiting(PlanResult result) {
    return result instanceof PlanResult.Planned(var plan)
        ? plan.workload().waiting()
        : Optional.empty();
  }
}
