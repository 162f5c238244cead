package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import java.util.Optional;

/** Reads from a workload's strategy whether a rollout needs room for one more pod. */
final class SurplusReader {

  private static final IntOrString QUARTER = new IntOrString("25%");

  private SurplusReader() {}

  /** Whether no pod goes before a new one is there. */
  static boolean isSurplus(Workload workload) {
    return switch (workload) {
      case Workload.OfDeployment(Deployment deployment) -> isSurplus(deployment);
      case Workload.OfStatefulSet statefulSet -> false;
      case Workload.OfDaemonSet daemonSet -> false;
    };
  }

  private static boolean isSurplus(Deployment deployment) {
    var strategy = Optional.ofNullable(deployment.getSpec().getStrategy());
    if (strategy.filter(present -> "Recreate".equals(present.getType())).isPresent()) {
      return false;
    }
    int replicas = Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
    var rolling = strategy.map(present -> present.getRollingUpdate());
    int surge = number(rolling.map(RollingUpdateDeployment::getMaxSurge), replicas, 99);
    int unavailable = number(rolling.map(RollingUpdateDeployment::getMaxUnavailable), replicas, 0);
    return replicas > 0 && surge > 0 && unavailable == 0;
  }

  /** A share is rounded up with 99, down with 0. */
  private static int number(Optional<IntOrString> value, int replicas, int rounding) {
    IntOrString present = value.orElse(QUARTER);
    return present.getStrVal() == null
        ? present.getIntVal()
        : (Integer.parseInt(present.getStrVal().replace("%", "")) * replicas + rounding) / 100;
  }
}
