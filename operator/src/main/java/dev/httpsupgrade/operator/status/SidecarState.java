package dev.httpsupgrade.operator.status;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.api.v1alpha1.SidecarStatus;
import dev.httpsupgrade.operator.api.v1alpha1.UpdateReason;
import dev.httpsupgrade.operator.api.v1alpha1.UpdateStatus;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.plan.PlanResult;
import dev.httpsupgrade.operator.plan.WaitingUpdate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says which sidecar serves, and which one waits. */
final class SidecarState {

  private SidecarState() {}

  static @Nullable SidecarStatus of(
      HttpsUpgradeStatus previous, PlanResult result, Progress progress, Instant now) {
    return progress
        .remembered()
        .flatMap(Progress.Remembered::served)
        .or(() -> Optional.ofNullable(previous.sidecar()))
        .map(served ->
            served.with(
                waiting(served.image(), result, progress).map(next -> told(previous, next, now))))
        .orElse(null);
  }

  /** Nothing waits where the sidecar that is there can't be applied. */
  private static Optional<WaitingUpdate> waiting(
      String served, PlanResult result, Progress progress) {
    if (!(result instanceof PlanResult.Planned(Plan plan))) {
      return Optional.empty();
    }
    return progress
        .applied()
        .conflict()
        .map(problem -> failed(served, plan, problem))
        .orElseGet(() -> plan.workload().waiting());
  }

  private static Optional<WaitingUpdate> failed(String served, Plan plan, Problem problem) {
    String image = plan.workload().image();
    return problem.reason() == Reason.RolloutFailed && !image.equals(served)
        ? Optional.of(
            new WaitingUpdate(
                image, UpdateReason.RolloutFailed, problem.message(), Optional.empty()))
        : Optional.empty();
  }

  private static UpdateStatus told(HttpsUpgradeStatus previous, WaitingUpdate next, Instant now) {
    String reason = next.reason().name();
    String since =
        Optional.ofNullable(previous.sidecar())
            .flatMap(sidecar -> Optional.ofNullable(sidecar.update()))
            .filter(before -> before.isFor(next.image(), reason))
            .map(UpdateStatus::since)
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new UpdateStatus(next.image(), reason, next.message(), since);
  }
}
