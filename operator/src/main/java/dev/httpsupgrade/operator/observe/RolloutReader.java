package dev.httpsupgrade.operator.observe;

import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateStatefulSetStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a rollout from a workload's status, much as {@code kubectl rollout status} does: what was
 * complete stays so while pods come and go, as far as the status tells.
 */
public final class RolloutReader {

  /** What {@code progressDeadlineSeconds} is for one that is never over. */
  private static final int ENDLESS = Integer.MAX_VALUE;

  private static final String ON_DELETE = "OnDelete";
  private static final String DELETE_PODS =
      "; spec.updateStrategy.type is OnDelete: delete the pods to have them replaced";

  private RolloutReader() {}

  /** How far the pods are those of the present template, and if they stay behind, why. */
  public static Rollout read(Workload workload) {
    return switch (workload) {
      case Workload.OfDeployment(Deployment deployment) -> of(deployment);
      case Workload.OfStatefulSet(StatefulSet statefulSet) -> of(statefulSet);
      case Workload.OfDaemonSet(DaemonSet daemonSet) -> of(daemonSet);
    };
  }

  /** The controller's own condition stays while pods come and go. */
  private static Rollout of(Deployment deployment) {
    DeploymentStatus status =
        Optional.ofNullable(deployment.getStatus()).orElseGet(DeploymentStatus::new);
    int wanted = number(deployment.getSpec().getReplicas(), 1);
    int total = number(status.getReplicas(), 0);
    int updated = number(status.getUpdatedReplicas(), 0);
    int available = number(status.getAvailableReplicas(), 0);
    String counts = counts(updated, wanted, available);
    boolean paused = Boolean.TRUE.equals(deployment.getSpec().getPaused());
    if (paused) {
      counts += "; spec.paused: resume the Deployment to have its pods replaced";
    }
    if (!isSeen(deployment, status.getObservedGeneration())) {
      return new Rollout.InProgress(total, new Rollout.Pace(wanted, 0, false), counts);
    }
    boolean allNew = updated >= wanted && total <= updated && available >= updated;
    boolean wasComplete = progressing(status, "NewReplicaSetAvailable").isPresent();
    // The controller calls it complete, too, between the last old pod and the first new one.
    boolean none = available == 0 && wanted > 0;
    if (allNew || (wasComplete && total <= updated && !none)) {
      return new Rollout.Complete(total);
    }
    boolean timed =
        !paused && number(deployment.getSpec().getProgressDeadlineSeconds(), ENDLESS) == ENDLESS;
    var pace = new Rollout.Pace(wanted, updated + available, timed);
    String soFar = counts;
    return progressing(status, "ProgressDeadlineExceeded")
        .<Rollout>map(overdue ->
            new Rollout.Failed(total, soFar + ": " + overdue.getMessage() + refusal(status)))
        .orElseGet(() -> new Rollout.InProgress(total, pace, soFar));
  }

  /** The controller makes the new revision the current one when all pods are of it and ready. */
  private static Rollout of(StatefulSet statefulSet) {
    StatefulSetStatus status =
        Optional.ofNullable(statefulSet.getStatus()).orElseGet(StatefulSetStatus::new);
    int wanted = number(statefulSet.getSpec().getReplicas(), 1);
    int total = number(status.getReplicas(), 0);
    int updated = number(status.getUpdatedReplicas(), 0);
    int available = number(status.getAvailableReplicas(), 0);
    boolean isCurrent = Objects.equals(status.getCurrentRevision(), status.getUpdateRevision());
    boolean allNew = updated >= wanted && available >= updated;
    boolean seen = isSeen(statefulSet, status.getObservedGeneration());
    if (seen && total <= updated && (isCurrent || allNew)) {
      return new Rollout.Complete(total);
    }
    String why = updated < wanted ? kept(statefulSet) : "";
    boolean timed = seen && (why.isEmpty() || available < wanted);
    return new Rollout.InProgress(
        total,
        new Rollout.Pace(wanted, updated + available, timed),
        counts(updated, wanted, available) + why);
  }

  private static String kept(StatefulSet statefulSet) {
    var strategy = statefulSet.getSpec().getUpdateStrategy();
    if (strategy == null) {
      return "";
    }
    if (ON_DELETE.equals(strategy.getType())) {
      return DELETE_PODS;
    }
    int partition =
        Optional.ofNullable(strategy.getRollingUpdate())
            .map(RollingUpdateStatefulSetStrategy::getPartition)
            .orElse(0);
    return partition == 0
        ? ""
        : "; spec.updateStrategy.rollingUpdate.partition is %1$d: pods below %1$d keep the former template until it is lowered"
            .formatted(partition);
  }

  /**
   * Pods of nodes that start or restart are unavailable at any time, and new all the same; but one
   * pod must be available, or nothing is known of the new ones.
   */
  private static Rollout of(DaemonSet daemonSet) {
    DaemonSetStatus status =
        Optional.ofNullable(daemonSet.getStatus()).orElseGet(DaemonSetStatus::new);
    int wanted = number(status.getDesiredNumberScheduled(), 0);
    int total = number(status.getCurrentNumberScheduled(), 0);
    int updated = number(status.getUpdatedNumberScheduled(), 0);
    int available = number(status.getNumberAvailable(), 0);
    boolean seen = isSeen(daemonSet, status.getObservedGeneration());
    if (seen && updated >= wanted && (available > 0 || wanted == 0)) {
      return new Rollout.Complete(total);
    }
    var strategy = daemonSet.getSpec().getUpdateStrategy();
    boolean onDelete = updated < wanted && strategy != null && ON_DELETE.equals(strategy.getType());
    return new Rollout.InProgress(
        total,
        new Rollout.Pace(wanted, updated + available, seen && (!onDelete || available < wanted)),
        counts(updated, wanted, available) + (onDelete ? DELETE_PODS : ""));
  }

  private static String counts(int updated, int wanted, int available) {
    return "%d of %d pods are new, %d are available".formatted(updated, wanted, available);
  }

  private static boolean isSeen(HasMetadata workload, @Nullable Long observed) {
    return workload.getMetadata().getGeneration() <= (observed == null ? 0 : observed);
  }

  private static Optional<DeploymentCondition> progressing(DeploymentStatus status, String reason) {
    return status.getConditions().stream()
        .filter(condition -> Objects.equals(condition.getType(), "Progressing"))
        .filter(condition -> Objects.equals(condition.getReason(), reason))
        .findFirst();
  }

  /** What keeps the controller from making pods at all, a quota for instance. */
  private static String refusal(DeploymentStatus status) {
    return status.getConditions().stream()
        .filter(condition -> Objects.equals(condition.getType(), "ReplicaFailure"))
        .filter(condition -> Objects.equals(condition.getStatus(), "True"))
        .map(condition -> "; " + condition.getMessage())
        .findFirst()
        .orElse("");
  }

  private static int number(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
