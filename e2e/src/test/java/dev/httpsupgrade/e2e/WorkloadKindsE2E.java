package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Answer;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.LoadReport;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Workloads that aren't Deployments, and are replaced in their own ways, under load. */
@ClusterTest
@Order(45)
final class WorkloadKindsE2E {

  private static final Duration ROLLOUT = Duration.ofSeconds(90);
  private static final int RATE = 20;

  private final TestNamespace namespace;
  private final Upgrade peers;
  private final Upgrade agent;
  private ClientPod client;
  private ClientPod peersLoad;
  private ClientPod agentLoad;
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
    peersLoad = namespace.startClient("peers-load");
    agentLoad = namespace.startClient("agent-load");
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
            .with("v1", "Service", "peers-web")
            .with("apps/v1", "DaemonSet", "agent")
            .with("v1", "Service", "agent");
    startLoad(peersLoad, "peers-web");
    startLoad(agentLoad, "agent");
    namespace.create("kinds-upgrades.yaml");
  }

  private void startLoad(ClientPod load, String service) {
    String host = namespace.host(service);
    load.startLoad("http://" + host + "/get", "https://" + host + "/get", RATE);
  }

  @Test
  @Order(1)
  void aDaemonSetServesHttps() {
    agent.awaitReady();

    awaitAnswer("https://%s/get".formatted(namespace.host("agent")), agent);
    agentLoad.joinHttps(agent.ca());
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
    peersLoad.joinHttps(peers.ca());
  }

  @Test
  @Order(4)
  void removalRestoresThemFieldForField() {
    peersLoad.leaveHttps();
    agentLoad.leaveHttps();
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

  @Test
  @Order(5)
  void noRequestWasLostMeanwhile() {
    assertNothingLost("StatefulSet", peersLoad.stopLoad());
    assertNothingLost("DaemonSet", agentLoad.stopLoad());
  }

  private static void assertNothingLost(String kind, LoadReport load) {
    System.out.printf("WorkloadKindsE2E: %s: %s%n", kind, load.summary());
    assertThat(load.failures()).as("requests lost by the %s", kind).isEmpty();
    assertThat(load.ok("https new")).as("new HTTPS connections to the %s", kind).isPositive();
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
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"updateStrategy\":{\"rollingUpdate\":{\"partition\":0}}}}");
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
