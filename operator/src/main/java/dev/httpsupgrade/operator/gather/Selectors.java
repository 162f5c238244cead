package dev.httpsupgrade.operator.gather;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Map;
import java.util.Optional;

/** Label selectors, as the API server understands them. */
final class Selectors {

  private Selectors() {}

  /** An empty one selects everything. */
  static boolean matches(LabelSelector selector, Map<String, String> labels) {
    Map<String, String> equal = Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of());
    return labels.entrySet().containsAll(equal.entrySet())
        && selector.getMatchExpressions().stream()
            .allMatch(requirement -> matches(requirement, labels));
  }

  private static boolean matches(LabelSelectorRequirement requirement, Map<String, String> labels) {
    Optional<String> value = Optional.ofNullable(labels.get(requirement.getKey()));
    return switch (requirement.getOperator()) {
      case "In" -> value.filter(requirement.getValues()::contains).isPresent();
      case "NotIn" -> value.filter(requirement.getValues()::contains).isEmpty();
      case "Exists" -> value.isPresent();
      case "DoesNotExist" -> value.isEmpty();
      default -> false;
    };
  }
}
