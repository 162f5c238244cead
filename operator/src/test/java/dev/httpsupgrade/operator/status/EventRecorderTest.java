package dev.httpsupgrade.operator.status;

import static dev.httpsupgrade.operator.status.Examples.CONFLICT;
import static dev.httpsupgrade.operator.status.Examples.ISSUED;
import static dev.httpsupgrade.operator.status.Examples.LEAF;
import static dev.httpsupgrade.operator.status.Examples.NOW;
import static dev.httpsupgrade.operator.status.Examples.PLANNED;
import static dev.httpsupgrade.operator.status.Examples.REJECTED;
import static dev.httpsupgrade.operator.status.Examples.compose;
import static dev.httpsupgrade.operator.status.Examples.injected;
import static dev.httpsupgrade.operator.status.Examples.notInjected;
import static dev.httpsupgrade.operator.status.Examples.ready;
import static dev.httpsupgrade.operator.status.Examples.refused;
import static dev.httpsupgrade.operator.status.Examples.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.observe.PodObservation.Serving;
import dev.httpsupgrade.operator.observe.Rollout;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventRecorderTest {

  private final List<Event> events = new ArrayList<>();
  private final EventRecorder recorder = new EventRecorder(events::add, "operator-0");

  @Test
  void aConditionThatIsKnownForTheFirstTimeIsAnEvent() {
    record(HttpsUpgradeStatus.NONE, compose(PLANNED, ready()));

    assertThat(summaries())
        .containsExactly(
            "Normal Accepted Accepted",
            "Normal CertificateReady Issued",
            "Normal Injected Injected",
            "Normal RolloutComplete RolloutComplete",
            "Normal Served Served",
            "Normal Ready Ready",
            "Normal Rotation CertificateServed");
  }

  @Test
  void aConditionThatDidNotChangeIsNone() {
    record(compose(PLANNED, ready()), compose(PLANNED, ready()));

    assertThat(events).isEmpty();
  }

  @Test
  void anotherMessageAloneIsNone() {
    record(
        compose(
            PLANNED,
            injected(ISSUED, new Rollout.InProgress(2, Examples.PACE, "1 of 2"), Examples.EXPOSED)),
        compose(
            PLANNED,
            injected(
                ISSUED, new Rollout.InProgress(2, Examples.PACE, "2 of 2"), Examples.EXPOSED)));

    assertThat(events).isEmpty();
  }

  @Test
  void whatAPersonHasToMendIsAWarning() {
    record(HttpsUpgradeStatus.NONE, compose(REJECTED, rejected()));
    record(compose(PLANNED, notInjected(ISSUED)), compose(PLANNED, notInjected(ISSUED, CONFLICT)));

    assertThat(summaries())
        .containsExactly(
            "Warning Accepted PortTaken",
            "Warning Ready PortTaken",
            "Warning Injected Conflict",
            "Warning Ready Conflict");
  }

  @Test
  void whatGoesOnByItselfIsNoWarning() {
    record(
        compose(PLANNED, ready()),
        compose(
            PLANNED,
            injected(
                ISSUED,
                new Rollout.InProgress(2, Examples.PACE, "1 of 2"),
                Examples.EXPOSED,
                new Serving.NotReady())));

    assertThat(summaries())
        .containsExactly(
            "Normal RolloutComplete RolloutInProgress",
            "Normal Served WaitingForPods",
            "Normal Ready RolloutInProgress");
  }

  @Test
  void aBadSourceIsAWarningThoughTheUpgradeStaysReady() {
    record(
        compose(PLANNED, ready()),
        compose(
            PLANNED,
            injected(
                refused(LEAF), new Rollout.Complete(1), Examples.EXPOSED, new Serving.AsWanted())));

    assertThat(summaries())
        .containsExactly("Warning CertificateReady KeyMismatch", "Normal Ready KeyMismatch");
  }

  @Test
  void anEventSaysWhatItIsAboutAndFromWhom() {
    record(HttpsUpgradeStatus.NONE, compose(REJECTED, rejected()));

    Event event = events.getFirst();
    assertThat(event.getMetadata().getNamespace()).isEqualTo("shop");
    assertThat(event.getMetadata().getGenerateName()).startsWith("shop");
    assertThat(event.getRegarding().getKind()).isEqualTo("HttpsUpgrade");
    assertThat(event.getRegarding().getUid()).isEqualTo("11111111");
    assertThat(event.getReportingInstance()).isEqualTo("operator-0");
    assertThat(event.getEventTime().getTime()).isEqualTo("2026-01-01T00:00:00.750000Z");
    assertThat(event.getNote())
        .isEqualTo("spec.ports[0].securePort: is used; spec.targetRef: hostNetwork");
  }

  @Test
  void aLongNoteIsCutToWhatTheApiTakes() {
    var problem = new Problem(Reason.Conflict, "Deployment shop", "x".repeat(2000));

    record(HttpsUpgradeStatus.NONE, compose(PLANNED, notInjected(ISSUED, problem)));

    assertThat(events).allMatch(event -> event.getNote().length() <= 1000);
  }

  private void record(HttpsUpgradeStatus before, HttpsUpgradeStatus after) {
    var upgrade = new HttpsUpgrade();
    upgrade.setMetadata(
        new ObjectMetaBuilder().withNamespace("shop").withName("shop").withUid("11111111").build());
    recorder.changed(upgrade, before, after, NOW);
  }

  private List<String> summaries() {
    return events.stream()
        .map(event -> "%s %s %s".formatted(event.getType(), event.getAction(), event.getReason()))
        .toList();
  }
}
