package dev.httpsupgrade.operator.observe;

import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus;
import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        before.filter(status -> status.attempt().equals(attempt)).orElseGet(() -> begun(attempt));
    return switch (rollout) {
      case Rollout.Complete complete -> ended(known, State.Complete, null);
      case Rollout.Failed(int total, String message) ->
          known.state() == State.InProgress ? failed(known, message, why) : known;
      case Rollout.InProgress going ->
          known.state() == State.InProgress ? later(known, going, deadline, why) : known;
    };
  }

  /** The deadline, and the time that it is compared with. */
  public record Deadline(Duration patience, Instant now) {}

  /** An attempt of which nothing is known yet. */
  private static RolloutStatus begun(String attempt) {
    return new RolloutStatus(attempt, State.InProgress, null, null);
  }

  private static RolloutStatus later(
      RolloutStatus known, Rollout.InProgress going, Deadline deadline, Optional<String> why) {
    Rollout.Pace pace = going.pace();
    if (!pace.timed()) {
      return begun(known.attempt());
    }
    RolloutStatus.Progress last = known.progress();
    if (last == null || last.wanted() != pace.wanted() || last.reached() < pace.reached()) {
      String since = deadline.now().truncatedTo(ChronoUnit.SECONDS).toString();
      return new RolloutStatus(
          known.attempt(),
          State.InProgress,
          new RolloutStatus.Progress(pace.wanted(), pace.reached(), since),
          null);
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
    return ended(known, State.Failed, message + why.map(words -> "; " + words).orElse(""));
  }

  private static RolloutStatus ended(RolloutStatus known, State state, @Nullable String message) {
    return new RolloutStatus(known.attempt(), state, null, message);
  }
}
