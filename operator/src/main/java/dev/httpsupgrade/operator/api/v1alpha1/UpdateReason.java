package dev.httpsupgrade.operator.api.v1alpha1;

/**
 * What a newer sidecar waits for, in one word for programs; a section each in {@code
 * docs/updates.md}.
 */
public enum UpdateReason {
  /** A PodDisruptionBudget allows no disruption, because pods are not healthy. */
  NoDisruptionAllowed,
  /** As many workloads as may be at a time are being updated, or are before it. */
  OthersFirst,
  /** Somebody has to say so. */
  PolicyIsManual,
  /** It was tried, and taken back. */
  RolloutFailed,
  /** The window is closed. */
  WindowClosed
}
