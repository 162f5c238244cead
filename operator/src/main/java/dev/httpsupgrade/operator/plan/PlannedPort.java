package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Names;

/** One port that is upgraded, every number known. */
public record PlannedPort(String name, int appPort, int securePort, int servicePort) {

  /** Name of the sidecar's container port, to which Services lead. */
  public String containerPortName() {
    return Names.containerPort(name);
  }
}
