package dev.httpsupgrade.operator.status;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** Renders verdicts as conditions (KEP-1623). */
final class ConditionList {

  private ConditionList() {}

  /** One for each verdict. */
  static List<Condition> of(
      HttpsUpgradeStatus previous, List<Verdict> verdicts, long generation, Instant now) {
    return verdicts.stream().map(verdict -> of(previous, verdict, generation, now)).toList();
  }

  /** The previous ones, but for the verdict's own. */
  static List<Condition> replace(
      HttpsUpgradeStatus previous, Verdict verdict, long generation, Instant now) {
    return Stream.concat(
            previous.conditions().stream()
                .filter(condition -> !condition.getType().equals(verdict.type().name())),
            Stream.of(of(previous, verdict, generation, now)))
        .toList();
  }

  private static Condition of(
      HttpsUpgradeStatus previous, Verdict verdict, long generation, Instant now) {
    return new ConditionBuilder()
        .withType(verdict.type().name())
        .withStatus(verdict.value().name())
        .withReason(verdict.reason().name())
        .withMessage(verdict.message())
        .withObservedGeneration(generation)
        .withLastTransitionTime(transition(previous, verdict, now))
        .build();
  }

  /** The transition time of a condition changes with its status only. */
  private static String transition(HttpsUpgradeStatus previous, Verdict verdict, Instant now) {
    return previous
        .condition(verdict.type().name())
        .filter(condition -> condition.getStatus().equals(verdict.value().name()))
        .map(Condition::getLastTransitionTime)
        .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
