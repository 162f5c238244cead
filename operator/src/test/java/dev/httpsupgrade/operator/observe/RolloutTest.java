package dev.httpsupgrade.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RolloutTest {

  private static final String DONE = "NewReplicaSetAvailable";
  private static final String OVERDUE = "ProgressDeadlineExceeded";
  private static final String GOING = "ReplicaSetUpdated";

  @ParameterizedTest(name = "wanted {0}, total {1}, updated {2}, available {3}, {4}: {5}")
  @CsvSource({
    "2, 2, 2, 2, " + GOING + ", Complete",
    "0, 0, 0, 0, " + GOING + ", Complete",
    "2, 3, 2, 3, " + GOING + ", InProgress",
    "2, 2, 1, 2, " + GOING + ", InProgress",
    "2, 2, 2, 1, " + GOING + ", InProgress",
    "0, 1, 0, 1, " + GOING + ", InProgress",
    "2, 2, 2, 1, " + DONE + ", Complete",
    "5, 2, 2, 2, " + DONE + ", Complete",
    "2, 3, 2, 3, " + DONE + ", InProgress",
    "2, 3, 1, 2, " + OVERDUE + ", Failed",
    "2, 2, 2, 2, " + OVERDUE + ", Complete",
  })
  void isReadFromTheNumbersAndTheControllersVerdict(
      int wanted, int total, int updated, int available, String reason, String expected) {
    Deployment deployment = deployment(wanted, total, updated, available, reason);

    Rollout rollout = Rollout.of(deployment);

    assertThat(rollout.getClass().getSimpleName()).isEqualTo(expected);
    assertThat(rollout.total()).isEqualTo(total);
  }

  @Test
  void aTemplateThatTheControllerHasNotSeenIsInProgress() {
    Deployment deployment = deployment(2, 2, 2, 2, DONE);
    deployment.getMetadata().setGeneration(5L);

    assertThat(Rollout.of(deployment))
        .isEqualTo(new Rollout.InProgress(2, "2 of 2 pods are new, 2 are available"));
  }

  @Test
  void aDeploymentWithoutAStatusIsInProgressWithOnePodWanted() {
    var deployment =
        new DeploymentBuilder()
            .withNewMetadata()
            .withGeneration(1L)
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .build();

    assertThat(Rollout.of(deployment))
        .isEqualTo(new Rollout.InProgress(0, "0 of 1 pods are new, 0 are available"));
  }

  @Test
  void aFailedOneTellsWhatTheControllerSays() {
    assertThat(Rollout.of(deployment(2, 3, 1, 2, OVERDUE)))
        .isEqualTo(new Rollout.Failed(3, "1 of 2 pods are new, 2 are available: it says so"));
  }

  private static Deployment deployment(
      int wanted, int total, int updated, int available, String reason) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withGeneration(4L)
        .endMetadata()
        .withNewSpec()
        .withReplicas(wanted)
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(4L)
        .withReplicas(total)
        .withUpdatedReplicas(updated)
        .withAvailableReplicas(available)
        .addNewCondition()
        .withType("Available")
        .withStatus("True")
        .withReason(DONE)
        .endCondition()
        .addNewCondition()
        .withType("Progressing")
        .withReason(reason)
        .withMessage("it says so")
        .endCondition()
        .endStatus()
        .build();
  }
}
