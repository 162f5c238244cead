package dev.httpsupgrade.operator.observe;

import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus;
import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Says when a rollout has failed: when nothing got further for as long as the deadline, as a
 * Deployment's controller does; once complete it doesn't fail any more.
 */
public final class RolloutWatch {

  private RolloutWatch() {}

  /**
   * What is to be remembered now.
   *
   * @param before what was remembered, of whatever attempt
   * @param why the failing pod's words, if there are any
   */
  public static RolloutStatus next(
      Optional<RolloutStatus> before,
      String attempt,
      Rollout rollout,
      Deadline deadline,
      Optional<String> why) {
    RolloutStatus known =
        before
            .filter(status -> status.attempt().equals(attempt))
            .map(status -> status.state() == State.Removed ? status.begun() : status)
            .orElseGet(() -> new RolloutStatus(attempt, State.InProgress, null, null, null));
    return switch (rollout) {
      case Rollout.Complete complete -> known.become(State.Complete, null, null);
      case Rollout.Failed(int total, String message) ->
          known.state() == State.InProgress ? failed(known, message, why) : known;
      case Rollout.InProgress going ->
          known.state() == State.InProgress ? later(known, going, deadline, why) : known;
    };
  }

  /** The deadline, and the time that it is compared with. */
  public record Deadline(Duration patience, Instant now) {}

  private static RolloutStatus later(
      RolloutStatus known, Rollout.InProgress going, Deadline deadline, Optional<String> why) {
    Rollout.Pace pace = going.pace();
    if (!pace.timed()) {
      return known.begun();
    }
    RolloutStatus.Progress last = known.progress();
    if (last == null || last.wanted() != pace.wanted() || last.reached() < pace.reached()) {
      String since = deadline.now().truncatedTo(ChronoUnit.SECONDS).toString();
      return known.become(
          State.InProgress, new RolloutStatus.Progress(pace.wanted(), pace.reached(), since), null);
    }
    boolean over = Instant.parse(last.since()).plus(deadline.patience()).isBefore(deadline.now());
    return over
        ? failed(
            known,
            "%s, without progress for %d s"
                .formatted(going.message(), deadline.patience().toSeconds()),
            why)
        : known;
  }

  private static RolloutStatus failed(RolloutStatus known, String message, Optional<String> why) {
    return known.become(State.Failed, null, message + why.map(words -> "; " + words).orElse(""));
  }
}
