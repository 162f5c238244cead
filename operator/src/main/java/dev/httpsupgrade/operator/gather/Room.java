package dev.httpsupgrade.operator.gather;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What the namespace allows pods.
 *
 * @param defaults what LimitRanges give a container that asks for nothing
 * @param pods what the workload's pods are now
 */
public record Room(List<Quota> quotas, List<Range> ranges, Amounts defaults, Pods pods) {

  public Room {
    quotas = List.copyOf(quotas);
    ranges = List.copyOf(ranges);
  }

  /** A ResourceQuota that counts the workload's pods. */
  public record Quota(String name, Map<String, BigDecimal> hard, Map<String, BigDecimal> used) {
    public Quota {
      hard = Map.copyOf(hard);
      used = Map.copyOf(used);
    }
  }

  /**
   * The limits of a LimitRange.
   *
   * @param ofPod of all containers together; else of each
   * @param limits in its own words: {@code min}, {@code max} or {@code maxLimitRequestRatio}
   */
  public record Range(String name, boolean ofPod, Map<String, Map<String, BigDecimal>> limits) {
    public Range {
      limits = Map.copyOf(limits);
    }
  }

  /**
   * The workload's pods.
   *
   * @param surplus whether a new one comes before an old one goes
   * @param each what one has without a sidecar
   * @param sidecar what the sidecar of each has; nothing if there is none
   */
  public record Pods(int number, boolean surplus, Amounts each, Amounts sidecar) {}
}
