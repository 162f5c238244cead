package dev.httpsupgrade.operator.api.v1alpha1;

/** When a newer sidecar replaces the one that a workload has; that replaces its pods. */
public enum UpdatePolicy {
  /** When somebody says so. */
  Manual,
  /** At certain hours of the week. */
  Window,
  /** At once. */
  Auto
}
