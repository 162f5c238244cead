package dev.httpsupgrade.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PodTroubleTest {

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          phase: Failed, reason: OutOfcpu, message: no cpu left | OutOfcpu: no cpu left
          phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, message: 0/1 nodes are available}] | Unschedulable: 0/1 nodes are available
          initContainerStatuses: [{name: a, ready: false, state: {waiting: {reason: ImagePullBackOff, message: not found}}}] | container a waits: ImagePullBackOff: not found
          initContainerStatuses: [{name: a, ready: false, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 2, reason: Error, message: "port 8443 is taken"}}}] | container a ended with exit code 2 (Error: port 8443 is taken)
          initContainerStatuses: [{name: a, ready: false, started: false, state: {running: {}}}], containerStatuses: [{name: b, ready: false, state: {waiting: {reason: PodInitializing}}}] | container a runs, but its startup probe does not succeed
          containerStatuses: [{name: b, ready: false, started: true, state: {running: {}}}] | container b runs, but its readiness probe does not succeed
          containerStatuses: [{name: b, ready: false, state: {waiting: {reason: ContainerCreating}}}] | is not ready
          """)
  void isToldInThePodsOwnWords(String status, String words) {
    assertThat(PodTrouble.of(List.of(pod("shop-1", status)))).contains("pod shop-1: " + words);
  }

  @Test
  void thePodThatSaysMoreIsHeard() {
    Pod silent = pod("shop-1", "phase: Pending");
    Pod telling = pod("shop-2", "phase: Failed, reason: Evicted");

    assertThat(PodTrouble.of(List.of(silent, telling))).contains("pod shop-2: Evicted");
  }

  @Test
  void aReadyPodIsInNoTrouble() {
    Pod ready =
        pod(
            "shop-1",
            "conditions: [{type: Ready, status: \"True\"}], containerStatuses: [{name: a, ready: true, lastState: {terminated: {exitCode: 1}}}]");

    assertThat(PodTrouble.of(List.of(ready))).isEmpty();
  }

  private static Pod pod(String name, String status) {
    return GoldenCase.YAML.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s}
        status: {%s}
        """
            .formatted(name, status),
        Pod.class);
  }
}
