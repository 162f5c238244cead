package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.PlannedRollout;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDaemonSet;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateStatefulSetStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says beforehand what a change of a workload's template does to its pods, and whether enough of
 * them stay while they are replaced; pure.
 */
public final class RolloutForecast {

  private static final String NONE_SERVES = "no pod may serve meanwhile: ";
  private static final String ON_DELETE =
      "spec.updateStrategy.type is OnDelete: each pod is replaced when you delete it";
  private static final IntOrString QUARTER = new IntOrString("25%");
  private static final double PERCENT = 100;

  private RolloutForecast() {}

  /** What becomes of the pods if the template changes. */
  public static PlannedRollout replacing(Workload workload) {
    int pods = pods(workload);
    if (pods == 0) {
      return new PlannedRollout(true, true, 0, "there are no pods now");
    }
    return switch (workload) {
      case Workload.OfDeployment(Deployment deployment) -> of(deployment.getSpec(), pods);
      case Workload.OfStatefulSet(StatefulSet statefulSet) -> of(statefulSet.getSpec(), pods);
      case Workload.OfDaemonSet(DaemonSet daemonSet) -> of(daemonSet.getSpec(), pods);
    };
  }

  /** What becomes of the pods if the template stays. */
  public static PlannedRollout keeping(Workload workload) {
    return new PlannedRollout(false, true, pods(workload), null);
  }

  private static int pods(Workload workload) {
    return switch (workload) {
      case Workload.OfDeployment(Deployment deployment) ->
          number(deployment.getSpec().getReplicas(), 1);
      case Workload.OfStatefulSet(StatefulSet statefulSet) ->
          number(statefulSet.getSpec().getReplicas(), 1);
      case Workload.OfDaemonSet(DaemonSet daemonSet) ->
          daemonSet.getStatus() == null
              ? 0
              : number(daemonSet.getStatus().getDesiredNumberScheduled(), 0);
    };
  }

  private static PlannedRollout of(DeploymentSpec spec, int pods) {
    boolean paused = Boolean.TRUE.equals(spec.getPaused());
    String whenResumed =
        paused ? "spec.paused: pods are replaced when the Deployment is resumed" : null;
    var strategy = spec.getStrategy();
    if (strategy != null && "Recreate".equals(strategy.getType())) {
      return lossy(
          pods,
          NONE_SERVES
              + "spec.strategy.type is Recreate, so all end before the first new one starts",
          whenResumed);
    }
    var rolling =
        Optional.ofNullable(strategy == null ? null : strategy.getRollingUpdate())
            .orElseGet(RollingUpdateDeployment::new);
    int surge = ceiling(rolling.getMaxSurge(), QUARTER, pods);
    int unavailable = floor(rolling.getMaxUnavailable(), QUARTER, pods);
    // As the controller does: without either, no pod could ever be replaced.
    int away = surge == 0 && unavailable == 0 ? 1 : unavailable;
    return away < pods
        ? new PlannedRollout(true, true, pods, whenResumed)
        : lossy(
            pods,
            NONE_SERVES
                + "by spec.strategy.rollingUpdate maxUnavailable comes to %d of %d pods; set it to 0 and maxSurge to 1"
                    .formatted(away, pods),
            whenResumed);
  }

  private static PlannedRollout of(StatefulSetSpec spec, int pods) {
    var strategy = spec.getUpdateStrategy();
    if (strategy != null && "OnDelete".equals(strategy.getType())) {
      return pods > 1
          ? new PlannedRollout(true, true, pods, ON_DELETE)
          : lossy(pods, NONE_SERVES + "there is but one", ON_DELETE);
    }
    var rolling =
        Optional.ofNullable(strategy == null ? null : strategy.getRollingUpdate())
            .orElseGet(RollingUpdateStatefulSetStrategy::new);
    int partition = number(rolling.getPartition(), 0);
    String kept =
        partition == 0
            ? null
            : "spec.updateStrategy.rollingUpdate.partition is %1$d: pods below %1$d are replaced when it is lowered"
                .formatted(partition);
    int away = Math.max(1, floor(rolling.getMaxUnavailable(), new IntOrString(1), pods));
    if (away >= pods) {
      return lossy(
          pods,
          NONE_SERVES
              + (pods == 1
                  ? "a StatefulSet ends its only pod before the new one starts"
                  : "spec.updateStrategy.rollingUpdate.maxUnavailable comes to all pods"),
          kept);
    }
    return new PlannedRollout(true, true, pods, kept);
  }

  private static PlannedRollout of(DaemonSetSpec spec, int pods) {
    var strategy = spec.getUpdateStrategy();
    if (strategy != null && "OnDelete".equals(strategy.getType())) {
      return lossy(pods, "each node is without its pod while it is replaced", ON_DELETE);
    }
    var rolling =
        Optional.ofNullable(strategy == null ? null : strategy.getRollingUpdate())
            .orElseGet(RollingUpdateDaemonSet::new);
    return ceiling(rolling.getMaxSurge(), new IntOrString(0), pods) > 0
        ? new PlannedRollout(true, true, pods, null)
        : lossy(
            pods,
            "each node is without its pod while it is replaced: spec.updateStrategy.rollingUpdate.maxSurge is 0",
            null);
  }

  private static PlannedRollout lossy(int pods, String why, @Nullable String more) {
    return new PlannedRollout(true, false, pods, more == null ? why : why + "; " + more);
  }

  private static int ceiling(@Nullable IntOrString value, IntOrString otherwise, int of) {
    return (int) Math.ceil(share(value == null ? otherwise : value, of));
  }

  private static int floor(@Nullable IntOrString value, IntOrString otherwise, int of) {
    return (int) Math.floor(share(value == null ? otherwise : value, of));
  }

  private static double share(IntOrString value, int of) {
    String text = value.getStrVal();
    return text == null
        ? value.getIntVal()
        : Integer.parseInt(text.replace("%", "")) * of / PERCENT;
  }

  private static int number(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
