package dev.httpsupgrade.operator.api.v1alpha1;

/**
 * Why something beside the workload is worth knowing, in one word for programs; a section each in
 * {@code docs/notices.md}.
 */
public enum NoticeReason {
  /** A PodDisruptionBudget lets none of the pods be evicted. */
  AllowsNoDisruption,
  /** A HorizontalPodAutoscaler counts what the sidecar uses. */
  CountsSidecar,
  /** Some nodes, on which the pods may run, have another architecture than the sidecar. */
  OtherArchitecture,
  /** An Ingress or a route of a Gateway leads to the plain port. */
  PlainBackend,
  /** Metrics of the app are read over the plain port. */
  PlainScrape,
  /** The HTTPS port can be reached from outside of the cluster, too. */
  ReachableFromOutside,
  /** A VerticalPodAutoscaler may resize the sidecar. */
  ResizesSidecar,
  /** Prometheus reads metrics from each port of the pods, the sidecar's included. */
  ScrapesEveryPort,
  /** The pods have less time to end than clients take to leave. */
  ShortGracePeriod
}
