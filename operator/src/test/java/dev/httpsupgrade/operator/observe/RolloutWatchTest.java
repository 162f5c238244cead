package dev.httpsupgrade.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus;
import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RolloutWatchTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DEADLINE = Duration.ofMinutes(10);

  @Test
  void aRolloutWithoutProgressFailsWhenTheDeadlineHasPassed() {
    RolloutStatus begun = next(null, going(3, 3, true), 0);

    assertThat(next(begun, going(3, 3, true), 600)).isEqualTo(begun);
    RolloutStatus failed = next(begun, going(3, 3, true), 601);

    assertThat(failed.state()).isEqualTo(State.Failed);
    assertThat(failed.message()).isEqualTo("so far, without progress for 600 s; pod p: why");
  }

  @Test
  void theDeadlineCountsFromTheLastProgress() {
    RolloutStatus begun = next(null, going(3, 3, true), 0);
    RolloutStatus further = next(begun, going(3, 4, true), 500);

    assertThat(next(further, going(3, 3, true), 1000)).isEqualTo(further);
    assertThat(next(further, going(3, 4, true), 1101).state()).isEqualTo(State.Failed);
  }

  @Test
  void anotherNumberOfPodsStartsItAnew() {
    RolloutStatus begun = next(null, going(9, 12, true), 0);

    RolloutStatus scaled = next(begun, going(3, 4, true), 601);

    assertThat(scaled.state()).isEqualTo(State.InProgress);
    assertThat(scaled.progress())
        .isEqualTo(new RolloutStatus.Progress(3, 4, "2026-01-01T00:10:01Z"));
  }

  @Test
  void whileSomebodyElseHasToActNoTimeCounts() {
    RolloutStatus begun = next(null, going(3, 3, true), 0);

    RolloutStatus waiting = next(begun, going(3, 3, false), 700);

    assertThat(waiting.progress()).isNull();
    assertThat(next(waiting, going(3, 3, true), 1400).state()).isEqualTo(State.InProgress);
  }

  @Test
  void whatWasCompleteNeverFails() {
    RolloutStatus complete = next(null, new Rollout.Complete(3), 0);

    assertThat(complete.state()).isEqualTo(State.Complete);
    assertThat(next(complete, going(3, 5, true), 10_000)).isEqualTo(complete);
    assertThat(next(complete, new Rollout.Failed(3, "overdue"), 10_000)).isEqualTo(complete);
  }

  @Test
  void whatFailedIsCompleteWhenItComesToItsEndAllTheSame() {
    RolloutStatus failed = next(null, new Rollout.Failed(3, "overdue"), 0);

    assertThat(failed.message()).isEqualTo("overdue; pod p: why");
    assertThat(next(failed, going(3, 5, true), 10)).isEqualTo(failed);
    assertThat(next(failed, new Rollout.Complete(3), 20).state()).isEqualTo(State.Complete);
  }

  @Test
  void ofAnotherAttemptNothingIsRemembered() {
    RolloutStatus other = new RolloutStatus("other", State.Failed, null, "overdue", null);

    assertThat(next(other, going(3, 3, true), 0).state()).isEqualTo(State.InProgress);
  }

  private static RolloutStatus next(@Nullable RolloutStatus before, Rollout rollout, int second) {
    return RolloutWatch.next(
        Optional.ofNullable(before),
        "attempt",
        rollout,
        new RolloutWatch.Deadline(DEADLINE, START.plusSeconds(second)),
        Optional.of("pod p: why"));
  }

  private static Rollout going(int wanted, int reached, boolean timed) {
    return new Rollout.InProgress(wanted, new Rollout.Pace(wanted, reached, timed), "so far");
  }
}
