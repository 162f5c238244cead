package dev.httpsupgrade.operator.gather;

/** What became of looking for the workload that an upgrade names. */
public sealed interface TargetLookup {

  /** It is there, and this upgrade is the only or the oldest one for it. */
  record Found(Target target) implements TargetLookup {}

  /** It isn't there, or is being deleted. */
  record Missing() implements TargetLookup {}

  /** An older upgrade has it. */
  record Taken(String olderUpgrade) implements TargetLookup {}

  /**
   * Another controller made it, and makes it anew.
   *
   * @param controller its kind and name, such as {@code Rollout shop (argoproj.io/v1alpha1)}
   */
  record Controlled(String controller) implements TargetLookup {}
}
