package dev.httpsupgrade.operator.status;

import static dev.httpsupgrade.operator.status.Examples.ISSUED;
import static dev.httpsupgrade.operator.status.Examples.NOW;
import static dev.httpsupgrade.operator.status.Examples.PLANNED;
import static dev.httpsupgrade.operator.status.Examples.compose;
import static dev.httpsupgrade.operator.status.Examples.injected;
import static dev.httpsupgrade.operator.status.Examples.ready;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.apply.Exposed;
import dev.httpsupgrade.operator.observe.PodObservation.Serving;
import dev.httpsupgrade.operator.observe.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RotationTest {

  private static final Rollout COMPLETE = new Rollout.Complete(2);
  private static final Exposed NOT_YET = new Exposed(List.of(), false, Optional.empty());
  private static final Serving GOOD = new Serving.AsWanted();
  private static final Serving OLD =
      new Serving.SomethingElse("certificate 12345678", Instant.parse("2026-02-01T00:00:00Z"));

  @Test
  void aRotationIsCompleteWhenEveryPodWasSeenServing() {
    HttpsUpgradeStatus begun = compose(PLANNED, injected(ISSUED, COMPLETE, NOT_YET, OLD, GOOD));
    HttpsUpgradeStatus complete = compose(begun, PLANNED, ready(), NOW.plusSeconds(2));
    HttpsUpgradeStatus later =
        compose(complete, PLANNED, injected(ISSUED, COMPLETE, NOT_YET, OLD), NOW.plusSeconds(9));

    assertThat(rotation(begun))
        .isEqualTo(new HttpsUpgradeStatus.RotationStatus("2026-01-01T00:00:00.750Z", null));
    assertThat(Objects.requireNonNull(begun.pods()).notAfter()).isEqualTo("2026-02-01T00:00:00Z");
    assertThat(rotation(complete).completionTime()).isEqualTo("2026-01-01T00:00:02.750Z");
    assertThat(Rotation.completed(begun, complete)).contains(Duration.ofSeconds(2));
    assertThat(rotation(later)).isEqualTo(rotation(complete));
    assertThat(Rotation.completed(complete, later)).isEmpty();
  }

  private static HttpsUpgradeStatus.RotationStatus rotation(HttpsUpgradeStatus status) {
    return Objects.requireNonNull(Objects.requireNonNull(status.certificate()).rotation());
  }
}
