package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Answer;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Workloads that aren't Deployments, and are replaced in their own ways. */
@ClusterTest
@Order(45)
final class WorkloadKindsE2E {

  private static final Duration ROLLOUT = Duration.ofSeconds(90);

  private final TestNamespace namespace;
  private final Upgrade peers;
  private final Upgrade agent;
  private ClientPod client;
  private Originals originals;

  WorkloadKindsE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.peers = namespace.upgrade("peers");
    this.agent = namespace.upgrade("agent");
  }

  @BeforeAll
  void upgradeBoth() {
    namespace.create("kinds.yaml");
    client = namespace.startClient("client");
    for (String pod : new String[] {"peers-0", "peers-1"}) {
      Awaits.within(
          ROLLOUT,
          () ->
              assertThat(namespace.client().pods().withName(pod).isReady())
                  .as("pod %s is ready", pod)
                  .isTrue());
    }
    originals =
        namespace
            .originals()
            .with("apps/v1", "StatefulSet", "peers")
            .with("v1", "Service", "peers")
            .with("apps/v1", "DaemonSet", "agent")
            .with("v1", "Service", "agent");
    namespace.create("kinds-upgrades.yaml");
  }

  @Test
  @Order(1)
  void aDaemonSetServesHttps() {
    agent.awaitReady();

    awaitAnswer("https://%s/get".formatted(namespace.host("agent")), agent);
  }

  @Test
  @Order(2)
  void aPartitionOfTheOwnersIsRespectedAndTold() {
    Awaits.within(
        ROLLOUT,
        () ->
            assertThat(peers.condition("RolloutComplete").message())
                .startsWith("1 of 2 pods are new, 2 are available")
                .contains("partition is 1"));

    assertThat(hasSidecar("peers-1")).isTrue();
    assertThat(hasSidecar("peers-0")).isFalse();
    assertThat(peers.condition("Ready").status()).isEqualTo("False");
    assertThat(client.fetch(of("http", "peers-0", 8080)).status()).isEqualTo(200);
  }

  @Test
  @Order(3)
  void withoutItEachPodServesHttpsByItsOwnName() {
    lowerThePartition();

    peers.awaitReady();

    for (String pod : new String[] {"peers-0", "peers-1"}) {
      awaitAnswer(of("https", pod, 8443), peers);
    }
  }

  @Test
  @Order(4)
  void removalRestoresThemFieldForField() {
    peers.delete();
    agent.delete();
    peers.awaitGone();
    agent.awaitGone();

    assertThat(originals.differences())
        .as("what the owner changed meanwhile")
        .singleElement()
        .asString()
        .contains("partition: was 1, is 0");
    Awaits.within(ROLLOUT, () -> assertThat(hasSidecar("peers-0")).isFalse());
  }

  /** The node may need a moment to know a new port, and a resolver to forget a former address. */
  private void awaitAnswer(String url, Upgrade upgrade) {
    Awaits.within(
        ROLLOUT,
        () -> {
          Answer answer = client.fetch(url, "--ca", upgrade.ca());
          assertThat(answer.error()).as(url).isEmpty();
          assertThat(answer.status()).as(url).isEqualTo(200);
        });
  }

  /** As the owner does who is content with the canary. */
  private void lowerThePartition() {
    namespace
        .client()
        .apps()
        .statefulSets()
        .withName("peers")
        .edit(statefulSet ->
            new StatefulSetBuilder(statefulSet)
                .editSpec()
                .editUpdateStrategy()
                .editRollingUpdate()
                .withPartition(0)
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec()
                .build());
  }

  private boolean hasSidecar(String pod) {
    Pod found = namespace.client().pods().withName(pod).get();
    assertThat(found).as("pod %s", pod).isNotNull();
    return found.getSpec().getInitContainers().stream()
        .anyMatch(container -> container.getName().equals(Workload.SIDECAR));
  }

  private String of(String scheme, String pod, int port) {
    return "%s://%s.%s:%d/get".formatted(scheme, pod, namespace.host("peers"), port);
  }
}
