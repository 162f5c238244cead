package dev.httpsupgrade.operator.apply;

import java.time.Duration;
import java.time.Instant;

/**
 * When a change of a Service or an EndpointSlice is in force on the nodes, which nobody reports.
 */
final class KubeProxies {

  /**
   * They gather changes for a second; the rest is for the watch, and for a node with much to do.
   */
  private static final Duration LEAD = Duration.ofSeconds(4);

  private KubeProxies() {}

  /**
   * Whether every kube-proxy has had time to see a change.
   *
   * @param since when the API server took it, in whole seconds; an instant far in the future is a
   *     clock that differs, and is not waited for
   */
  static boolean haveSeen(Instant since, Instant now) {
    return Duration.between(since, now).abs().compareTo(LEAD) >= 0;
  }
}
