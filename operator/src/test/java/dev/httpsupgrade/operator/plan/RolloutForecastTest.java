package dev.httpsupgrade.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.PlannedRollout;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RolloutForecastTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2}} | 2 | -",
        "{apiVersion: apps/v1, kind: Deployment, spec: {}} | 1 | -",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 0, strategy: {type: Recreate}}} | 0 | there are no pods now",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 1, strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}}} | 1 | -",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}}} | 2 | -",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}}} | 2 | -",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2, paused: true}} | 2 | spec.paused: pods are replaced when the Deployment is resumed",
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {replicas: 3, updateStrategy: {type: RollingUpdate}}} | 3 | -",
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {replicas: 2, updateStrategy: {type: OnDelete}}} | 2 | spec.updateStrategy.type is OnDelete: each pod is replaced when you delete it",
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}}} | 3 | spec.updateStrategy.rollingUpdate.partition is 2: pods below 2 are replaced when it is lowered",
        "{apiVersion: apps/v1, kind: DaemonSet, spec: {updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}}, status: {desiredNumberScheduled: 3}} | 3 | -",
        "{apiVersion: apps/v1, kind: DaemonSet, spec: {}, status: {desiredNumberScheduled: 0}} | 0 | there are no pods now",
      })
  void itIsLosslessWherePodsKeepServing(String workload, int pods, String message) {
    assertThat(RolloutForecast.replacing(workload(workload)))
        .isEqualTo(new PlannedRollout(true, true, pods, message));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2, strategy: {type: Recreate}}} | spec.strategy.type is Recreate",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2, paused: true, strategy: {type: Recreate}}} | resumed",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 1, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}}} | maxUnavailable comes to 1 of 1 pods",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 1, strategy: {rollingUpdate: {maxSurge: 0%, maxUnavailable: 25%}}}} | maxUnavailable comes to 1 of 1 pods",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 3, strategy: {rollingUpdate: {maxUnavailable: 100%}}}} | maxUnavailable comes to 3 of 3 pods",
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {replicas: 1}} | a StatefulSet ends its only pod before the new one starts",
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {replicas: 1, updateStrategy: {type: OnDelete}}} | there is but one",
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {replicas: 3, updateStrategy: {rollingUpdate: {maxUnavailable: 3}}}} | maxUnavailable comes to all pods",
        "{apiVersion: apps/v1, kind: DaemonSet, spec: {}, status: {desiredNumberScheduled: 3}} | maxSurge is 0",
        "{apiVersion: apps/v1, kind: DaemonSet, spec: {updateStrategy: {type: OnDelete}}, status: {desiredNumberScheduled: 3}} | OnDelete",
      })
  void itIsNotLosslessWhereTheStrategyTakesPodsAway(String workload, String message) {
    PlannedRollout rollout = RolloutForecast.replacing(workload(workload));

    assertThat(rollout.podsReplaced()).isTrue();
    assertThat(rollout.lossless()).isFalse();
    assertThat(rollout.message()).contains(message);
  }

  @Test
  void podsThatAreNotReplacedAreOnlyCounted() {
    assertThat(
            RolloutForecast.keeping(
                workload("{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2}}")))
        .isEqualTo(new PlannedRollout(false, true, 2, null));
  }

  private static Workload workload(String yaml) {
    return switch (GoldenCase.YAML.unmarshal("---\n" + yaml, HasMetadata.class)) {
      case Deployment deployment -> new Workload.OfDeployment(deployment);
      case StatefulSet statefulSet -> new Workload.OfStatefulSet(statefulSet);
      case DaemonSet daemonSet -> new Workload.OfDaemonSet(daemonSet);
      default -> throw new IllegalArgumentException(yaml);
    };
  }
}
