package dev.httpsupgrade.operator.reconcile;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus;
import dev.httpsupgrade.operator.apply.CertificateState;
import dev.httpsupgrade.operator.apply.Exposed;
import dev.httpsupgrade.operator.apply.Reconciliation;
import dev.httpsupgrade.operator.apply.Restoration;
import dev.httpsupgrade.operator.observe.Observed;
import dev.httpsupgrade.operator.observe.Rollout;
import dev.httpsupgrade.operator.plan.PlanResult;
import dev.httpsupgrade.operator.status.Progress;
import dev.httpsupgrade.operator.status.StatusComposer;
import dev.httpsupgrade.operator.status.StatusListener;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Writes the status if it changed, and says when to look again. */
public final class Reporter {

  /** While the operator itself has the next step to take. */
  private static final Duration SOON = Duration.ofMillis(500);

  /** While others have: their doing is watched, this is the safety net. */
  private static final Duration LATER = Duration.ofSeconds(10);

  /** At rest: what is served is checked again, and a clock that jumped is noticed. */
  private static final Duration AT_REST = Duration.ofMinutes(1);

  private final StatusListener listener;

  public Reporter(StatusListener listener) {
    this.listener = listener;
  }

  UpdateControl<HttpsUpgrade> report(
      HttpsUpgrade upgrade, PlanResult result, Progress progress, Instant now) {
    HttpsUpgradeStatus before = statusOf(upgrade);
    HttpsUpgradeStatus after =
        StatusComposer.compose(
            before,
            upgrade.getMetadata().getGeneration(),
            upgrade.getSpec().certificate().source().description(),
            result,
            progress,
            now);
    Duration pause =
        hasJustStopped(before, after)
            ? SOON
            : NextLook.in(pause(result, progress, now), result, now);
    if (after.equals(before)) {
      return UpdateControl.<HttpsUpgrade>noUpdate().rescheduleAfter(pause);
    }
    listener.changed(upgrade, before, after, now);
    // What others changed between our look and this write wakes nobody: the SDK takes it for ours.
    return UpdateControl.patchStatus(statusOnly(upgrade, after))
        .rescheduleAfter(pause.compareTo(SOON) < 0 ? pause : SOON);
  }

  DeleteControl report(Reconciliation reconciliation, Restoration restoration) {
    return switch (restoration) {
      case Restoration.Complete() -> DeleteControl.defaultDelete();
      case Restoration.Abandoned(String why) -> {
        restoring(reconciliation, Reason.Abandoned, why);
        yield DeleteControl.defaultDelete();
      }
      case Restoration.Going(String waitsFor) -> {
        restoring(reconciliation, Reason.Restoring, waitsFor);
        yield DeleteControl.noFinalizerRemoval().rescheduleAfter(SOON);
      }
      case Restoration.Refused(String problem) -> {
        restoring(reconciliation, Reason.ChangeRefused, problem);
        yield DeleteControl.noFinalizerRemoval().rescheduleAfter(LATER);
      }
    };
  }

  private void restoring(Reconciliation reconciliation, Reason reason, String message) {
    HttpsUpgrade upgrade = reconciliation.upgrade();
    Instant now = reconciliation.inputs().now();
    HttpsUpgradeStatus before = statusOf(upgrade);
    HttpsUpgradeStatus after =
        StatusComposer.restoring(
            before, upgrade.getMetadata().getGeneration(), reason, message, now);
    if (!after.equals(before)) {
      listener.changed(upgrade, before, after, now);
      reconciliation
          .context()
          .resourceOperations()
          .serverSideApplyPrimaryStatus(statusOnly(upgrade, after));
    }
  }

  private static HttpsUpgradeStatus statusOf(HttpsUpgrade upgrade) {
    return Optional.ofNullable(upgrade.getStatus()).orElse(HttpsUpgradeStatus.NONE);
  }

  /** Only what is to be applied: nothing of the user's must become ours. */
  private static HttpsUpgrade statusOnly(HttpsUpgrade upgrade, HttpsUpgradeStatus status) {
    var only = new HttpsUpgrade();
    only.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(upgrade.getMetadata().getNamespace())
            .withName(upgrade.getMetadata().getName())
            .build());
    only.setStatus(status);
    return only;
  }

  /** What is to be done about it comes only after it was written down. */
  private static boolean hasJustStopped(HttpsUpgradeStatus before, HttpsUpgradeStatus after) {
    RolloutStatus now = after.rollout();
    return now != null
        && (now.state() == RolloutStatus.State.Failed || now.state() == RolloutStatus.State.Removed)
        && !now.equals(before.rollout());
  }

  private static Duration pause(PlanResult result, Progress progress, Instant now) {
    if (!(result instanceof PlanResult.Planned)) {
      // All that a user can mend or change wakes us up.
      return atRest(progress, now);
    }
    Optional<Observed> observed = progress.observed();
    if (observed.isEmpty()) {
      return isUnderWay(progress) ? SOON : LATER;
    }
    boolean rolledOut = observed.orElseThrow().rollout() instanceof Rollout.Complete;
    if (!rolledOut) {
      return LATER;
    }
    Observed seen = observed.orElseThrow();
    if (seen.anyBehind()) {
      return SOON;
    }
    if (!seen.allServe() || progress.exposed().flatMap(Exposed::problem).isPresent()) {
      return LATER;
    }
    if (!progress.exposed().map(Exposed::complete).orElse(false)) {
      return SOON;
    }
    return atRest(progress, now);
  }

  /** A certificate is there, and nothing is in the way. */
  private static boolean isUnderWay(Progress progress) {
    return progress.applied().certificate().flatMap(CertificateState::leaf).isPresent()
        && progress.applied().conflict().isEmpty();
  }

  private static Duration atRest(Progress progress, Instant now) {
    return progress
        .applied()
        .certificate()
        .flatMap(CertificateState::due)
        .map(due -> Duration.between(now, due))
        .filter(until -> until.compareTo(AT_REST) < 0)
        .map(until -> until.isNegative() ? SOON : until.plusMillis(1))
        .orElse(AT_REST);
  }
}
