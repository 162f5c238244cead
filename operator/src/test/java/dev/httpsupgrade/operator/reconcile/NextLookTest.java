package dev.httpsupgrade.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.api.v1alpha1.UpdateReason;
import dev.httpsupgrade.operator.certificate.CertificateDecision;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.plan.PlanResult;
import dev.httpsupgrade.operator.plan.WaitingUpdate;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NextLookTest {

  private static final Instant NOW = Instant.parse("2026-01-03T01:59:30Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void isAtTheOpeningOfTheWindow() {
    Instant opening = Instant.parse("2026-01-03T02:00:00Z");

    Duration pause = NextLook.in(MINUTE, planned(Optional.of(opening)), NOW);

    assertThat(NOW.plus(pause)).isAfter(opening).isBefore(opening.plusSeconds(1));
  }

  @Test
  void isNotLaterThanItWouldBeWithoutAWindow() {
    Instant nextWeek = NOW.plus(Duration.ofDays(7));

    assertThat(NextLook.in(MINUTE, planned(Optional.of(nextWeek)), NOW)).isEqualTo(MINUTE);
    assertThat(NextLook.in(MINUTE, planned(Optional.empty()), NOW)).isEqualTo(MINUTE);
    assertThat(NextLook.in(MINUTE, new PlanResult.Rejected(List.of(), Optional.empty()), NOW))
        .isEqualTo(MINUTE);
  }

  private static PlanResult planned(Optional<Instant> until) {
    var waiting = new WaitingUpdate("sidecar:2", UpdateReason.WindowClosed, "waits", until);
    var leaf = new Leaf("1f", "ab12", NOW, NOW.plus(Duration.ofDays(90)), List.of());
    return new PlanResult.Planned(
        new Plan(
            List.of(),
            new CertificateDecision.Keep(leaf, Reason.Issued, Optional.empty(), Optional.empty()),
            new ConfigMap(),
            new Plan.WorkloadPatch(
                new Workload.OfDeployment(new Deployment()),
                List.of(),
                "asked",
                Optional.of(waiting),
                false),
            new Plan.Around(List.of(), List.of(), Optional.empty(), List.of())));
  }
}
