package dev.httpsupgrade.operator.status;

import static dev.httpsupgrade.operator.status.Examples.ANNOUNCED;
import static dev.httpsupgrade.operator.status.Examples.BAD_SOURCE;
import static dev.httpsupgrade.operator.status.Examples.CONFLICT;
import static dev.httpsupgrade.operator.status.Examples.EXPOSED;
import static dev.httpsupgrade.operator.status.Examples.ISSUED;
import static dev.httpsupgrade.operator.status.Examples.LEAF;
import static dev.httpsupgrade.operator.status.Examples.NOW;
import static dev.httpsupgrade.operator.status.Examples.PLANNED;
import static dev.httpsupgrade.operator.status.Examples.REJECTED;
import static dev.httpsupgrade.operator.status.Examples.announced;
import static dev.httpsupgrade.operator.status.Examples.compose;
import static dev.httpsupgrade.operator.status.Examples.injected;
import static dev.httpsupgrade.operator.status.Examples.notInjected;
import static dev.httpsupgrade.operator.status.Examples.ready;
import static dev.httpsupgrade.operator.status.Examples.refused;
import static dev.httpsupgrade.operator.status.Examples.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.apply.Exposed;
import dev.httpsupgrade.operator.observe.PodObservation.Serving;
import dev.httpsupgrade.operator.observe.Rollout;
import dev.httpsupgrade.operator.plan.PlanResult;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class StatusComposerTest {

  private static final Rollout COMPLETE = new Rollout.Complete(1);
  private static final Exposed NOT_YET = new Exposed(List.of(), false, Optional.empty());
  private static final Serving GOOD = new Serving.AsWanted();
  private static final Serving OLD =
      new Serving.SomethingElse("certificate 12345678", Instant.parse("2026-02-01T00:00:00Z"));

  static Stream<Arguments> progress() {
    return Stream.of(
        arguments(
            "rejected",
            REJECTED,
            rejected(),
            "Accepted=False PortTaken, CertificateReady=Unknown Waiting, Injected=Unknown Waiting, RolloutComplete=Unknown Waiting, Served=Unknown Waiting, Ready=False PortTaken"),
        arguments(
            "no certificate",
            PLANNED,
            notInjected(refused()),
            "Accepted=True Accepted, CertificateReady=False KeyMismatch, Injected=Unknown Waiting, RolloutComplete=Unknown Waiting, Served=Unknown Waiting, Ready=False KeyMismatch"),
        arguments(
            "planned",
            ANNOUNCED,
            announced(Optional.empty()),
            "Accepted=True Accepted, CertificateReady=Unknown Planned, Injected=Unknown Planned, RolloutComplete=Unknown Planned, Served=Unknown Planned, Ready=False Planned"),
        arguments(
            "planned where HTTPS is on",
            ANNOUNCED,
            announced(Optional.of(ISSUED)),
            "Accepted=True Accepted, CertificateReady=True Issued, Injected=Unknown Planned, RolloutComplete=Unknown Planned, Served=Unknown Planned, Ready=False Planned"),
        arguments(
            "planned with a conflict",
            ANNOUNCED,
            announced(Optional.empty(), CONFLICT),
            "Accepted=True Accepted, CertificateReady=Unknown Planned, Injected=Unknown Planned, RolloutComplete=Unknown Planned, Served=Unknown Planned, Ready=False Conflict"),
        arguments(
            "conflict",
            PLANNED,
            notInjected(ISSUED, CONFLICT),
            "Accepted=True Accepted, CertificateReady=True Issued, Injected=False Conflict, RolloutComplete=Unknown Waiting, Served=Unknown Waiting, Ready=False Conflict"),
        arguments(
            "rolling out",
            PLANNED,
            injected(ISSUED, new Rollout.InProgress(2, Examples.PACE, "1 of 2"), NOT_YET, GOOD),
            "Accepted=True Accepted, CertificateReady=True Issued, Injected=True Injected, RolloutComplete=False RolloutInProgress, Served=True Served, Ready=False RolloutInProgress"),
        arguments(
            "rollout failed",
            PLANNED,
            injected(ISSUED, new Rollout.Failed(2, "overdue"), NOT_YET, new Serving.NotReady()),
            "Accepted=True Accepted, CertificateReady=True Issued, Injected=True Injected, RolloutComplete=False RolloutFailed, Served=False WaitingForPods, Ready=False RolloutFailed, Degraded=True RolloutFailed"),
        arguments(
            "old certificate",
            PLANNED,
            injected(ISSUED, COMPLETE, NOT_YET, OLD),
            "Accepted=True Accepted, CertificateReady=True Issued, Injected=True Injected, RolloutComplete=True RolloutComplete, Served=False WaitingForPods, Ready=False WaitingForPods"),
        arguments(
            "unreachable",
            PLANNED,
            injected(ISSUED, COMPLETE, EXPOSED, new Serving.Unreachable("port 18443: timeout")),
            "Accepted=True Accepted, CertificateReady=True Issued, Injected=True Injected, RolloutComplete=True RolloutComplete, Served=Unknown OperatorCannotReachPods, Ready=False OperatorCannotReachPods"),
        arguments(
            "exposing",
            PLANNED,
            injected(ISSUED, COMPLETE, NOT_YET, GOOD),
            "Accepted=True Accepted, CertificateReady=True Issued, Injected=True Injected, RolloutComplete=True RolloutComplete, Served=True Served, Ready=False ExposingServices"),
        arguments(
            "Service in conflict",
            PLANNED,
            injected(ISSUED, COMPLETE, new Exposed(List.of(), false, Optional.of(CONFLICT)), GOOD),
            "Accepted=True Accepted, CertificateReady=True Issued, Injected=True Injected, RolloutComplete=True RolloutComplete, Served=True Served, Ready=False Conflict"),
        arguments(
            "ready",
            PLANNED,
            ready(),
            "Accepted=True Accepted, CertificateReady=True Issued, Injected=True Injected, RolloutComplete=True RolloutComplete, Served=True Served, Ready=True Ready"),
        arguments(
            "ready with the last good certificate",
            PLANNED,
            injected(refused(LEAF), COMPLETE, EXPOSED, GOOD),
            "Accepted=True Accepted, CertificateReady=False KeyMismatch, Injected=True Injected, RolloutComplete=True RolloutComplete, Served=True Served, Ready=True KeyMismatch"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("progress")
  void theConditionsTellHowFarItIs(
      String name, PlanResult result, Progress progress, String expected) {
    assertThat(summary(compose(result, progress))).isEqualTo(expected);
  }

  @Test
  void theLastGoodCertificateKeepsItReadyOnlyWhileItIsValid() {
    Progress progress = injected(refused(LEAF), COMPLETE, EXPOSED, GOOD);

    HttpsUpgradeStatus status =
        compose(HttpsUpgradeStatus.NONE, PLANNED, progress, LEAF.notAfter());

    assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Ready").getReason()).isEqualTo("KeyMismatch");
  }

  @Test
  void aBadSourceIsToldWithTheCertificateThatIsServedInItsPlace() {
    HttpsUpgradeStatus status = compose(PLANNED, injected(refused(LEAF), COMPLETE, EXPOSED, GOOD));

    assertThat(condition(status, "CertificateReady").getMessage())
        .isEqualTo(
            "spec.certificate.secret.name: Secret shop-tls: no; the last good certificate is served, it expires at 2026-03-31T00:00:00Z");
    assertThat(status.nextAction()).isEqualTo(BAD_SOURCE.text());
  }

  @Test
  void everyProblemIsNamedInTheNextAction() {
    assertThat(compose(REJECTED, rejected()).nextAction())
        .isEqualTo("spec.ports[0].securePort: is used; spec.targetRef: hostNetwork");
    assertThat(compose(PLANNED, notInjected(ISSUED, CONFLICT)).nextAction())
        .isEqualTo("Deployment shop: owned by somebody else; remove it");
  }

  @Test
  void inStagePlanTheNextActionIsToReadItOrToMendWhatStandsInTheWay() {
    assertThat(compose(ANNOUNCED, announced(Optional.empty())).nextAction())
        .isEqualTo("read status.plan, then set spec.stage to Observe");
    assertThat(compose(ANNOUNCED, announced(Optional.empty(), CONFLICT)).nextAction())
        .isEqualTo(CONFLICT.text());
  }

  @Test
  void thePlanIsThereInStagePlanAndGoesWithIt() {
    HttpsUpgradeStatus ready = compose(PLANNED, ready());
    HttpsUpgradeStatus announced = compose(ready, ANNOUNCED, announced(Optional.of(ISSUED)), NOW);

    assertThat(announced.plan()).isNotNull();
    assertThat(announced.services()).isEqualTo(ready.services());
    assertThat(announced.ports()).isEqualTo(ready.ports());
    assertThat(compose(announced, PLANNED, ready(), NOW).plan()).isNull();
  }

  @Test
  void whileThereIsNothingToDoThereIsNoNextAction() {
    assertThat(compose(PLANNED, ready()).nextAction()).isNull();
    assertThat(compose(PLANNED, injected(ISSUED, COMPLETE, NOT_YET, OLD)).nextAction()).isNull();
  }

  @Test
  void whatIsServedAndWhereIsTold() {
    HttpsUpgradeStatus status = compose(PLANNED, ready());

    assertThat(status.observedGeneration()).isEqualTo(3);
    assertThat(status.ports())
        .containsExactly(new HttpsUpgradeStatus.PortStatus("https", 8080, 8443, 443));
    assertThat(status.services()).containsExactly("shop", "shop-web");
    assertThat(status.pods())
        .isEqualTo(new HttpsUpgradeStatus.PodsStatus(1, 1, 1, "2026-03-31T00:00:00Z"));
    assertThat(status.certificate())
        .isEqualTo(
            new HttpsUpgradeStatus.CertificateStatus(
                "operatorCA",
                "1f",
                "ab12",
                "2025-12-31T00:00:00Z",
                "2026-03-31T00:00:00Z",
                "2026-03-01T00:00:00Z",
                List.of("shop.shop.svc"),
                new HttpsUpgradeStatus.RotationStatus(
                    "2026-01-01T00:00:00.750Z", "2026-01-01T00:00:00.750Z"),
                null));
  }

  @Test
  void aTransitionTimeChangesWithTheStatusOnly() {
    HttpsUpgradeStatus first = compose(PLANNED, injected(ISSUED, COMPLETE, NOT_YET, OLD));
    Instant later = NOW.plus(Duration.ofHours(1));

    HttpsUpgradeStatus second =
        compose(
            first,
            PLANNED,
            injected(ISSUED, COMPLETE, NOT_YET, new Serving.NotReady(), GOOD),
            later);

    assertThat(condition(second, "Accepted").getLastTransitionTime())
        .isEqualTo("2026-01-01T00:00:00Z");
    assertThat(condition(second, "Ready").getReason()).isEqualTo("ExposingServices");
    assertThat(condition(second, "Ready").getLastTransitionTime())
        .as("still False, with another reason")
        .isEqualTo("2026-01-01T00:00:00Z");
    assertThat(condition(second, "Served").getLastTransitionTime())
        .isEqualTo("2026-01-01T01:00:00Z");
  }

  @Test
  void theSameProgressGivesTheSameStatusAtAnyTime() {
    HttpsUpgradeStatus first = compose(PLANNED, ready());

    assertThat(compose(first, PLANNED, ready(), NOW.plus(Duration.ofDays(1)))).isEqualTo(first);
  }

  @Test
  void aRejectionKeepsWhatIsKnownOfPortsAndServices() {
    HttpsUpgradeStatus ready = compose(PLANNED, ready());

    HttpsUpgradeStatus status = compose(ready, REJECTED, notInjected(ISSUED), NOW);

    assertThat(status.ports()).isEqualTo(ready.ports());
    assertThat(status.services()).isEqualTo(ready.services());
    assertThat(status.certificate()).isEqualTo(ready.certificate());
    assertThat(summary(status)).startsWith("Accepted=False PortTaken, CertificateReady=True");
  }

  @Test
  void noMoreThanThreePodsAreNamedThatDoNotServe() {
    HttpsUpgradeStatus status =
        compose(
            PLANNED,
            injected(ISSUED, COMPLETE, NOT_YET, GOOD, OLD, new Serving.NotReady(), OLD, OLD));

    assertThat(condition(status, "Served").getMessage())
        .isEqualTo(
            "pod: still has certificate 12345678; pod: is not ready; pod: still has certificate 12345678");
  }

  @Test
  void wherePodsCannotBeReachedTheNeededPolicyIsTold() {
    HttpsUpgradeStatus status =
        compose(
            PLANNED,
            injected(ISSUED, COMPLETE, NOT_YET, new Serving.Unreachable("port 18443: timeout")));

    assertThat(condition(status, "Served").getMessage())
        .isEqualTo(
            "a NetworkPolicy must let the operator reach the pods on port 18443: pod: can't be reached, port 18443: timeout");
  }

  private static String summary(HttpsUpgradeStatus status) {
    return status.conditions().stream()
        .map(condition ->
            "%s=%s %s".formatted(condition.getType(), condition.getStatus(), condition.getReason()))
        .collect(Collectors.joining(", "));
  }

  private static Condition condition(HttpsUpgradeStatus status, String type) {
    return status.condition(type).orElseThrow();
  }
}
