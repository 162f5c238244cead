package dev.httpsupgrade.operator.gather;

/** What became of looking for the workload that an upgrade names. */
public sealed interface TargetLookup {

  /** It is there, and this upgrade is the only or the oldest one for it. */
  record Found(Target target) implements TargetLookup {}

  /** It isn't there, or is being deleted. */
  record Missing() implements TargetLookup {}

  /** An older upgrade has it. */
  record Taken(String olderUpgrade) implements TargetLookup {}
}
