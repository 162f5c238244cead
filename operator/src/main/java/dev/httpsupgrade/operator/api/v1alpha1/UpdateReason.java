package dev.httpsupgrade.operator.api.v1alpha1;

/**
 * What a newer sidecar waits for, in one word for programs; a section each in {@code
 * docs/updates.md}.
 */
public enum UpdateReason {
  /** Somebody has to say so. */
  PolicyIsManual,
  /** It was tried, and taken back. */
  RolloutFailed,
  /** The window is closed. */
  WindowClosed
}
