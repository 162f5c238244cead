package dev.httpsupgrade.operator.gather;

import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Label selectors, as the API server understands them. */
final class Selectors {

  private Selectors() {}

  /** An empty one selects everything. */
  static boolean matches(LabelSelector selector, Map<String, String> labels) {
    Map<String, String> equal = selector.getMatchLabels();
    return labels.entrySet().containsAll(equal.entrySet())
        && selector.getMatchExpressions().stream()
            .allMatch(wanted ->
                isMet(wanted.getOperator(), wanted.getValues(), labels.get(wanted.getKey())));
  }

  /**
   * Whether a value is as a requirement of a selector wants it. What compares numbers is taken as
   * met: nothing that is selected here is one.
   *
   * @param value null if there is none
   */
  static boolean isMet(String operator, List<String> values, @Nullable String value) {
    return switch (operator) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> true;
    };
  }
}
