package dev.httpsupgrade.operator.observe;

/** How far a workload's pods are replaced by ones from its present template. */
public sealed interface Rollout {

  /** Pods that the workload has, from whatever template. */
  int total();

  /** All are, and all are available. */
  record Complete(int total) implements Rollout {}

  /** Some aren't yet. */
  record InProgress(int total, String message) implements Rollout {}

  /** The workload's progress deadline passed. */
  record Failed(int total, String message) implements Rollout {}
}
