package dev.httpsupgrade.operator.status;

import dev.httpsupgrade.operator.api.v1alpha1.ConditionType;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;

/** What one condition says now. */
record Verdict(ConditionType type, Value value, Reason reason, String message) {

  /** Status of a condition, as the API has it. */
  enum Value {
    True,
    False,
    Unknown
  }

  static Verdict yes(ConditionType type, Reason reason, String message) {
    return new Verdict(type, Value.True, reason, message);
  }

  static Verdict no(ConditionType type, Reason reason, String message) {
    return new Verdict(type, Value.False, reason, message);
  }

  static Verdict unknown(ConditionType type, Reason reason, String message) {
    return new Verdict(type, Value.Unknown, reason, message);
  }

  boolean isTrue() {
    return value == Value.True;
  }
}
