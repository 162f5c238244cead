package dev.httpsupgrade.operator.observe;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /**
   * Reads it from the workload's status. What was complete once stays so while pods come and go, as
   * the Deployment controller's own condition does.
   */
  static Rollout of(Deployment deployment) {
    DeploymentStatus status =
        Optional.ofNullable(deployment.getStatus()).orElseGet(DeploymentStatus::new);
    int wanted = Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
    int total = number(status.getReplicas());
    int updated = number(status.getUpdatedReplicas());
    int available = number(status.getAvailableReplicas());
    String counts = "%d of %d pods are new, %d are available".formatted(updated, wanted, available);
    if (!isSeen(deployment, status)) {
      return new InProgress(total, counts);
    }
    boolean allNew = updated >= wanted && total <= updated && available >= updated;
    boolean wasComplete = progressing(status, "NewReplicaSetAvailable").isPresent();
    if (allNew || (wasComplete && total <= updated)) {
      return new Complete(total);
    }
    return progressing(status, "ProgressDeadlineExceeded")
        .<Rollout>map(overdue -> new Failed(total, counts + ": " + overdue.getMessage()))
        .orElseGet(() -> new InProgress(total, counts));
  }

  private static boolean isSeen(Deployment deployment, DeploymentStatus status) {
    long observed = Optional.ofNullable(status.getObservedGeneration()).orElse(0L);
    return deployment.getMetadata().getGeneration() <= observed;
  }

  private static Optional<DeploymentCondition> progressing(DeploymentStatus status, String reason) {
    return status.getConditions().stream()
        .filter(condition -> Objects.equals(condition.getType(), "Progressing"))
        .filter(condition -> Objects.equals(condition.getReason(), reason))
        .findFirst();
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
