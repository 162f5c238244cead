package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeItem;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaSpec;
import io.fabric8.kubernetes.api.model.ScopedResourceSelectorRequirement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the ResourceQuotas and LimitRanges of a workload's namespace. */
final class RoomReader {

  private RoomReader() {}

  static Room read(Workload workload, Snapshot.Neighbours around) {
    PodSpec pod = workload.template().getSpec();
    List<Room.Range> ranges =
        around.all(LimitRange.class).stream()
            .sorted(Comparator.comparing(range -> range.getMetadata().getName()))
            .flatMap(RoomReader::ranges)
            .toList();
    Amounts defaults = defaults(around.all(LimitRange.class));
    return new Room(
        around.all(ResourceQuota.class).stream()
            .filter(quota -> counts(quota.getSpec(), pod))
            .map(RoomReader::quota)
            .sorted(Comparator.comparing(Room.Quota::name))
            .toList(),
        ranges,
        defaults,
        new Room.Pods(
            workload.replicas().orElse(0),
            SurplusReader.isSurplus(workload),
            each(pod, defaults),
            sidecar(pod, defaults)));
  }

  private static Amounts sidecar(PodSpec pod, Amounts defaults) {
    return pod.getInitContainers().stream()
        .filter(container -> container.getName().equals(Names.SIDECAR))
        .findFirst()
        .map(container -> Amounts.of(container.getResources()).filledBy(defaults))
        .orElse(Amounts.NONE);
  }

  private static Room.Quota quota(ResourceQuota quota) {
    var status = Optional.ofNullable(quota.getStatus());
    return new Room.Quota(
        quota.getMetadata().getName(),
        Amounts.numbers(quota.getSpec().getHard()),
        Amounts.numbers(status.map(known -> known.getUsed()).orElse(Map.of())));
  }

  /** Pods of workloads never end by a deadline, and with a sidecar they are not "best effort". */
  private static boolean counts(ResourceQuotaSpec spec, PodSpec pod) {
    boolean byScopes =
        spec.getScopes().stream()
            .allMatch(scope -> scope.equals("NotTerminating") || scope.equals("NotBestEffort"));
    return byScopes
        && (spec.getScopeSelector() == null
            || spec.getScopeSelector().getMatchExpressions().stream()
                .allMatch(requirement -> isMet(requirement, pod)));
  }

  private static boolean isMet(ScopedResourceSelectorRequirement requirement, PodSpec pod) {
    return switch (requirement.getScopeName()) {
      case "NotTerminating", "NotBestEffort" -> true;
      case "PriorityClass" ->
          Selectors.isMet(
              requirement.getOperator(), requirement.getValues(), pod.getPriorityClassName());
      default -> false;
    };
  }

  private static Stream<Room.Range> ranges(LimitRange range) {
    return range.getSpec().getLimits().stream()
        .filter(item -> item.getType().equals("Container") || item.getType().equals("Pod"))
        .map(item ->
            new Room.Range(
                range.getMetadata().getName(),
                item.getType().equals("Pod"),
                Map.of(
                    "min", Amounts.numbers(item.getMin()),
                    "max", Amounts.numbers(item.getMax()),
                    "maxLimitRequestRatio", Amounts.numbers(item.getMaxLimitRequestRatio()))));
  }

  private static Amounts defaults(List<LimitRange> ranges) {
    return ranges.stream()
        .flatMap(range -> range.getSpec().getLimits().stream())
        .filter(item -> item.getType().equals("Container"))
        .map(RoomReader::defaults)
        .reduce(Amounts.NONE, (one, other) -> other.filledBy(one));
  }

  private static Amounts defaults(LimitRangeItem item) {
    return new Amounts(
        Amounts.numbers(item.getDefaultRequest()), Amounts.numbers(item.getDefault()));
  }

  /** Native sidecars count beside each init container, and beside the app. */
  private static Amounts each(PodSpec pod, Amounts defaults) {
    Amounts running = Amounts.NONE;
    Amounts most = Amounts.NONE;
    for (Container container : pod.getInitContainers()) {
      if (container.getName().equals(Names.SIDECAR)) {
        continue;
      }
      Amounts own = Amounts.of(container.getResources()).filledBy(defaults);
      if ("Always".equals(container.getRestartPolicy())) {
        running = running.plus(own);
      } else {
        most = most.max(running.plus(own));
      }
    }
    for (Container container : pod.getContainers()) {
      running = running.plus(Amounts.of(container.getResources()).filledBy(defaults));
    }
    return most.max(running);
  }
}
