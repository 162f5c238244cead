package dev.httpsupgrade.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.apply.Applied;
import dev.httpsupgrade.operator.plan.GoldenCase;
import dev.httpsupgrade.operator.plan.PlanResult;
import dev.httpsupgrade.operator.status.Progress;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReporterTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final PlanResult REJECTED =
      new PlanResult.Rejected(
          List.of(new Problem(Reason.TargetNotFound, "spec.targetRef.name", "there is none")),
          Optional.empty());
  private static final Progress NOTHING =
      new Progress(
          new Applied(
              Optional.empty(), false, Optional.empty(), Optional.empty(), Optional.empty()),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private final Reporter reporter = new Reporter((upgrade, before, after, now) -> {});
  private final HttpsUpgrade upgrade =
      GoldenCase.YAML.unmarshal(
          """
          apiVersion: httpsupgrade.dev/v1alpha1
          kind: HttpsUpgrade
          metadata: {name: shop, namespace: shop, generation: 1}
          spec: {targetRef: {kind: Deployment, name: shop}}
          """,
          HttpsUpgrade.class);

  @Test
  void whatOthersChangedWhileTheStatusWasWrittenIsSeenSoon() {
    assertThat(report().getScheduleDelay()).hasValue(500L);
  }

  @Test
  void whereNothingHasToBeWrittenAMinuteIsEarlyEnough() {
    upgrade.setStatus(report().getResource().orElseThrow().getStatus());

    UpdateControl<HttpsUpgrade> atRest = report();

    assertThat(atRest.isNoUpdate()).isTrue();
    assertThat(atRest.getScheduleDelay()).hasValue(60_000L);
  }

  private UpdateControl<HttpsUpgrade> report() {
    return reporter.report(upgrade, REJECTED, NOTHING, NOW);
  }
}
