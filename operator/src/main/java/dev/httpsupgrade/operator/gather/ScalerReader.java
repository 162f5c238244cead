package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.NoticeReason;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what decides about the number of a workload's pods. */
final class ScalerReader {

  private ScalerReader() {}

  static Stream<Neighbour> read(Workload workload, Snapshot.Neighbours around) {
    return Stream.concat(
        around.all(HorizontalPodAutoscaler.class).stream()
            .filter(scaler -> isFor(workload, scaler))
            .flatMap(ScalerReader::counting),
        around.all(PodDisruptionBudget.class).stream()
            .filter(budget -> allowsNone(workload, budget))
            .map(budget -> of(budget, NoticeReason.AllowsNoDisruption, "")));
  }

  private static boolean isFor(Workload workload, HorizontalPodAutoscaler scaler) {
    var target = scaler.getSpec().getScaleTargetRef();
    return target.getKind().equals(workload.object().getKind())
        && target.getName().equals(workload.object().getMetadata().getName());
  }

  private static Stream<Neighbour> counting(HorizontalPodAutoscaler scaler) {
    List<MetricSpec> metrics = scaler.getSpec().getMetrics();
    String resources =
        metrics.stream()
            .filter(metric -> "Resource".equals(metric.getType()))
            .map(metric -> metric.getResource().getName())
            .distinct()
            .collect(Collectors.joining(" and "));
    return resources.isEmpty()
        ? Stream.of()
        : Stream.of(of(scaler, NoticeReason.CountsSidecar, resources));
  }

  /** The budget that allows no disruption only because pods of the workload are not healthy. */
  static Optional<String> unhealthyBudget(Workload workload, Snapshot.Neighbours around) {
    return around.all(PodDisruptionBudget.class).stream()
        .filter(budget -> isFor(workload, budget) && isUnhealthy(budget.getStatus()))
        .map(budget -> budget.getMetadata().getName())
        .sorted()
        .findFirst();
  }

  private static boolean isUnhealthy(@Nullable PodDisruptionBudgetStatus status) {
    return status != null
        && number(status.getDisruptionsAllowed()) == 0
        && number(status.getCurrentHealthy()) < number(status.getExpectedPods());
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  private static boolean isFor(Workload workload, PodDisruptionBudget budget) {
    Map<String, String> labels = workload.template().getMetadata().getLabels();
    var selector = budget.getSpec().getSelector();
    return selector != null && Selectors.matches(selector, labels);
  }

  private static boolean allowsNone(Workload workload, PodDisruptionBudget budget) {
    var spec = budget.getSpec();
    return isFor(workload, budget)
        && (isNone(spec.getMaxUnavailable()) || isAll(spec.getMinAvailable(), workload));
  }

  private static boolean isNone(@Nullable IntOrString maxUnavailable) {
    return maxUnavailable != null
        && (Integer.valueOf(0).equals(maxUnavailable.getIntVal())
            || "0%".equals(maxUnavailable.getStrVal()));
  }

  private static boolean isAll(@Nullable IntOrString minAvailable, Workload workload) {
    if (minAvailable == null) {
      return false;
    }
    return minAvailable.getStrVal() == null
        ? workload.replicas().isPresent()
            && minAvailable.getIntVal() >= workload.replicas().orElseThrow()
        : minAvailable.getStrVal().equals("100%");
  }

  static Neighbour of(HasMetadata object, NoticeReason reason, String detail) {
    return new Neighbour(
        object.getKind(), object.getMetadata().getName(), reason, Optional.empty(), detail);
  }
}
