package dev.httpsupgrade.operator.observe;

/** How far a workload's pods are replaced by ones from its present template. */
public sealed interface Rollout {

  /** Pods that the workload has, from whatever template. */
  int total();

  /** All are, and all are available. */
  record Complete(int total) implements Rollout {}

  /** Some aren't yet. */
  record InProgress(int total, Pace pace, String message) implements Rollout {}

  /**
   * What a deadline goes by.
   *
   * @param wanted pods that the workload is to have
   * @param reached new pods and available ones, added up: grows with every pod that is replaced
   * @param timed whether the deadline is ours: neither the controller's nor waiting for a person
   */
  record Pace(int wanted, int reached, boolean timed) {}

  /** The workload's progress deadline passed. */
  record Failed(int total, String message) implements Rollout {}
}
