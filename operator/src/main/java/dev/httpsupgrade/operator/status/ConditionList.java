package dev.httpsupgrade.operator.status;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Renders verdicts as conditions (KEP-1623). */
final class ConditionList {

  private ConditionList() {}

  /** The transition time of a condition changes with its status only. */
  static List<Condition> of(
      HttpsUpgradeStatus previous, List<Verdict> verdicts, long generation, Instant now) {
    return verdicts.stream()
        .map(verdict ->
            new ConditionBuilder()
                .withType(verdict.type().name())
                .withStatus(verdict.value().name())
                .withReason(verdict.reason().name())
                .withMessage(verdict.message())
                .withObservedGeneration(generation)
                .withLastTransitionTime(transition(previous, verdict, now))
                .build())
        .toList();
  }

  private static String transition(HttpsUpgradeStatus previous, Verdict verdict, Instant now) {
    return previous
        .condition(verdict.type().name())
        .filter(condition -> condition.getStatus().equals(verdict.value().name()))
        .map(Condition::getLastTransitionTime)
        .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
