package dev.httpsupgrade.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategyBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategyBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RolloutReaderTest {

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
    "1, 0, 0, 0, " + DONE + ", InProgress",
    "1, 1, 1, 0, " + DONE + ", InProgress",
    "2, 3, 1, 2, " + OVERDUE + ", Failed",
    "2, 2, 2, 2, " + OVERDUE + ", Complete",
  })
  void isReadFromTheNumbersAndTheControllersVerdict(
      int wanted, int total, int updated, int available, String reason, String expected) {
    Deployment deployment = deployment(wanted, total, updated, available, reason);

    Rollout rollout = read(deployment);

    assertThat(rollout.getClass().getSimpleName()).isEqualTo(expected);
    assertThat(rollout.total()).isEqualTo(total);
  }

  @Test
  void aTemplateThatTheControllerHasNotSeenIsInProgress() {
    Deployment deployment = deployment(2, 2, 2, 2, DONE);
    deployment.getMetadata().setGeneration(5L);

    assertThat(read(deployment))
        .isEqualTo(
            new Rollout.InProgress(
                2, new Rollout.Pace(2, 0, false), "2 of 2 pods are new, 2 are available"));
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

    assertThat(read(deployment))
        .isEqualTo(
            new Rollout.InProgress(
                0, new Rollout.Pace(1, 0, false), "0 of 1 pods are new, 0 are available"));
  }

  @Test
  void aFailedOneTellsWhatTheControllerSays() {
    assertThat(read(deployment(2, 3, 1, 2, OVERDUE)))
        .isEqualTo(new Rollout.Failed(3, "1 of 2 pods are new, 2 are available: it says so"));
  }

  @Test
  void aPausedDeploymentSaysHowItGoesOn() {
    Deployment deployment = deployment(2, 2, 0, 2, GOING);
    deployment.getSpec().setPaused(true);

    assertThat(read(deployment))
        .isEqualTo(
            new Rollout.InProgress(
                2,
                new Rollout.Pace(2, 2, false),
                "0 of 2 pods are new, 2 are available;"
                    + " spec.paused: resume the Deployment to have its pods replaced"));
  }

  @ParameterizedTest(name = "StatefulSet: wanted {0}, total {1}, updated {2}, available {3}: {5}")
  @CsvSource({
    "2, 2, 2, 2, new, Complete",
    "2, 2, 2, 1, new, Complete",
    "0, 0, 0, 0, old, Complete",
    "2, 2, 1, 2, new, InProgress",
    "2, 2, 1, 2, old, InProgress",
    "2, 2, 2, 1, old, InProgress",
    "2, 2, 2, 2, old, Complete",
  })
  void aStatefulSetIsCompleteWithItsRevision(
      int wanted, int total, int updated, int available, String current, String expected) {
    var statefulSet = statefulSet(wanted, total, updated, available, current);

    assertThat(read(statefulSet).getClass().getSimpleName()).isEqualTo(expected);
    assertThat(read(statefulSet).total()).isEqualTo(total);
  }

  @Test
  void aStatefulSetThatTheControllerHasNotSeenIsInProgress() {
    StatefulSet statefulSet = statefulSet(2, 2, 2, 2, "new");
    statefulSet.getMetadata().setGeneration(5L);

    assertThat(read(statefulSet)).isInstanceOf(Rollout.InProgress.class);
  }

  @Test
  void aPartitionedStatefulSetSaysWhichPodsKeepTheFormerTemplate() {
    StatefulSet statefulSet = statefulSet(3, 3, 1, 3, "old");
    statefulSet
        .getSpec()
        .setUpdateStrategy(
            new StatefulSetUpdateStrategyBuilder()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withPartition(2)
                .endRollingUpdate()
                .build());

    assertThat(read(statefulSet))
        .isEqualTo(
            new Rollout.InProgress(
                3,
                new Rollout.Pace(3, 4, false),
                "1 of 3 pods are new, 3 are available;"
                    + " spec.updateStrategy.rollingUpdate.partition is 2:"
                    + " pods below 2 keep the former template until it is lowered"));
  }

  @ParameterizedTest(name = "DaemonSet: wanted {0}, updated {1}, available {2}: {3}")
  @CsvSource({
    "3, 3, 3, Complete",
    "0, 0, 0, Complete",
    "3, 2, 3, InProgress",
    "3, 3, 2, Complete",
    "1, 1, 0, InProgress"
  })
  void aDaemonSetIsCompleteWhenEveryNodeHasItsNewPod(
      int wanted, int updated, int available, String expected) {
    DaemonSet daemonSet = daemonSet(wanted, updated, available);

    assertThat(read(daemonSet).getClass().getSimpleName()).isEqualTo(expected);
    assertThat(read(daemonSet).total()).isEqualTo(wanted);
  }

  @Test
  void whereOnlyADeletionReplacesPodsThatIsSaid() {
    DaemonSet daemonSet = daemonSet(3, 1, 3);
    daemonSet
        .getSpec()
        .setUpdateStrategy(new DaemonSetUpdateStrategyBuilder().withType("OnDelete").build());

    assertThat(read(daemonSet))
        .isEqualTo(
            new Rollout.InProgress(
                3,
                new Rollout.Pace(3, 4, false),
                "1 of 3 pods are new, 3 are available;"
                    + " spec.updateStrategy.type is OnDelete: delete the pods to have them replaced"));
  }

  private static Rollout read(Deployment deployment) {
    return RolloutReader.read(new Workload.OfDeployment(deployment));
  }

  private static Rollout read(StatefulSet statefulSet) {
    return RolloutReader.read(new Workload.OfStatefulSet(statefulSet));
  }

  private static Rollout read(DaemonSet daemonSet) {
    return RolloutReader.read(new Workload.OfDaemonSet(daemonSet));
  }

  private static StatefulSet statefulSet(
      int wanted, int total, int updated, int available, String current) {
    return new StatefulSetBuilder()
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
        .withCurrentRevision(current)
        .withUpdateRevision("new")
        .endStatus()
        .build();
  }

  private static DaemonSet daemonSet(int wanted, int updated, int available) {
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withGeneration(4L)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(4L)
        .withDesiredNumberScheduled(wanted)
        .withCurrentNumberScheduled(wanted)
        .withUpdatedNumberScheduled(updated)
        .withNumberAvailable(available)
        .endStatus()
        .build();
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
