package dev.httpsupgrade.operator.gather;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads whether PodDisruptionBudgets let a ready pod be evicted, so that nobody asks in vain. */
public final class BudgetReader {

  private BudgetReader() {}

  /** What becomes of the pod, if it can't be evicted now. */
  public static Optional<String> obstacle(Pod pod, Snapshot.Neighbours around) {
    List<PodDisruptionBudget> budgets =
        around.all(PodDisruptionBudget.class).stream()
            .filter(budget -> isFor(pod, budget))
            .toList();
    if (budgets.size() > 1) {
      // The API server answers 500 to that, whatever they allow.
      return Optional.of(
          "it can't be evicted as long as %d PodDisruptionBudgets select it: %s"
              .formatted(
                  budgets.size(),
                  String.join(", ", budgets.stream().map(BudgetReader::name).sorted().toList())));
    }
    return budgets.stream()
        .filter(budget -> !allows(budget))
        .map(budget ->
            "it is replaced when PodDisruptionBudget %s allows its eviction"
                .formatted(name(budget)))
        .findFirst();
  }

  private static boolean isFor(Pod pod, PodDisruptionBudget budget) {
    var selector = budget.getSpec().getSelector();
    return selector != null && Selectors.matches(selector, pod.getMetadata().getLabels());
  }

  private static boolean allows(PodDisruptionBudget budget) {
    var status = budget.getStatus();
    return status != null
        && number(status.getObservedGeneration()) >= number(budget.getMetadata().getGeneration())
        && number(status.getDisruptionsAllowed()) > 0;
  }

  private static long number(@Nullable Number value) {
    return value == null ? 0 : value.longValue();
  }

  private static String name(PodDisruptionBudget budget) {
    return budget.getMetadata().getName();
  }
}
