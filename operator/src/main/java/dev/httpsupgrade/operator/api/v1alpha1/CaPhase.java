package dev.httpsupgrade.operator.api.v1alpha1;

/** How far the replacement of the operator's CA is. */
public enum CaPhase {
  /** The next root is trusted beside the one that issues, until every sidecar has both. */
  Publishing,
  /** The next one issues, until every pod serves what it issued. */
  Reissuing,
  /** The former one issues and is served no more; clients outside may still trust only that. */
  Overlapping
}
