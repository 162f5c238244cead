package dev.httpsupgrade.operator.api.v1alpha1;

import io.fabric8.generator.annotation.Required;

/** The workload to upgrade, in the namespace of the resource that names it. */
public record TargetRef(@Required Kind kind, @Required String name) {

  /** Kinds of workload that can be upgraded. */
  public enum Kind {
    Deployment,
    StatefulSet,
    DaemonSet
  }

  @Override
  public String toString() {
    return kind + " " + name;
  }
}
