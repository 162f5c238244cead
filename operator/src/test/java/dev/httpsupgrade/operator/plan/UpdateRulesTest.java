package dev.httpsupgrade.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.UpdatePolicy;
import dev.httpsupgrade.operator.api.v1alpha1.UpdateReason;
import dev.httpsupgrade.operator.gather.Inputs;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** In what order an update asks, and who is not asked. */
final class UpdateRulesTest {

  private static final String NEW = "sidecar:2";
  private static final Instant NOW = Instant.parse("2026-01-03T02:30:00Z");
  private static final Optional<Inputs.Served> OLD =
      Optional.of(new Inputs.Served("sidecar:1", "asked", new PodTemplateSpec()));

  @Test
  void whatThePolicyHoldsBackDoesNotQueueUp() {
    assertThat(reason(UpdatePolicy.Manual, OLD, "", new Inputs.Turn(9, Optional.of("shop"))))
        .contains(UpdateReason.PolicyIsManual);
  }

  @Test
  void whatIsNotHealthyDoesNotQueueUp() {
    assertThat(reason(UpdatePolicy.Auto, OLD, "", new Inputs.Turn(9, Optional.of("shop"))))
        .contains(UpdateReason.NoDisruptionAllowed);
  }

  @Test
  void asManyAsMayBeAtATimeAreUpdated() {
    assertThat(reason(UpdatePolicy.Auto, OLD, "", new Inputs.Turn(4, Optional.empty()))).isEmpty();
    assertThat(reason(UpdatePolicy.Auto, OLD, "", new Inputs.Turn(5, Optional.empty())))
        .contains(UpdateReason.OthersFirst);
  }

  @Test
  void whatNeverServedAsksNobody() {
    assertThat(
            reason(
                UpdatePolicy.Auto, Optional.empty(), "", new Inputs.Turn(9, Optional.of("shop"))))
        .isEmpty();
  }

  @Test
  void whatFailedStaysPlannedSoThatItIsKnownForIt() {
    assertThat(reason(UpdatePolicy.Auto, OLD, NEW, new Inputs.Turn(9, Optional.empty()))).isEmpty();
  }

  private static Optional<UpdateReason> reason(
      UpdatePolicy policy, Optional<Inputs.Served> served, String failed, Inputs.Turn turn) {
    HttpsUpgrade upgrade =
        GoldenCase.YAML.unmarshal(
            """
            apiVersion: httpsupgrade.dev/v1alpha1
            kind: HttpsUpgrade
            spec: {targetRef: {kind: Deployment, name: shop}}
            """,
            HttpsUpgrade.class);
    var sidecar =
        new Inputs.Sidecar(served, "", Optional.of(failed).filter(image -> !image.isEmpty()), turn);
    var subject =
        new Inputs.Subject(
            "shop", "shop", "uid", upgrade.getSpec(), new Inputs.BesideSpec(false, "", sidecar));
    return new UpdateRules(subject, GoldenCase.settings(NEW, policy))
        .waiting(NOW)
        .map(WaitingUpdate::reason);
  }
}
