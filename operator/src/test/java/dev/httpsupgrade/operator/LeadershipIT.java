package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.cluster.EmptyRollouts;
import dev.httpsupgrade.operator.metrics.OperatorMetrics;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two replicas on the real API server. */
@ExtendWith(ControlPlane.Extension.class)
final class LeadershipIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final ControlPlane controlPlane;
  private final Shop shop;
  private final EmptyRollouts rollouts;
  private final AtomicBoolean lostTheLead = new AtomicBoolean();

  LeadershipIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    shop = new Shop(controlPlane, RunningOperator.NOT_MINE);
    rollouts = new EmptyRollouts(controlPlane.client());
  }

  @AfterEach
  void end() {
    rollouts.close();
  }

  @Test
  void theNextLeaderBeginsAtOnceAndChangesNothing() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    Lifecycle first = replica("first");
    first.start();
    await().atMost(SOON).until(first::isLeading);
    shop.awaitReady("shop");
    Lifecycle second = replica("second");
    second.start();
    assertThat(second.isLeading()).isFalse();
    Map<String, String> versions = shop.versions();

    Instant told = Instant.now();
    first.handOver();

    // The Lease would run out after 15 seconds.
    await().atMost(Duration.ofSeconds(8)).until(second::isLeading);
    System.out.println(
        "LeadershipIT: another one leads after " + Duration.between(told, Instant.now()));
    assertThat(lostTheLead).isFalse();
    assertThat(new Requests(controlPlane, "second").writes(shop.namespace)).isEmpty();
    assertThat(shop.versions()).isEqualTo(versions);
    shop.applyUpgrade("shop", "tls: {minVersion: \"1.3\"}");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(shop.configMaps().getFirst().getData().get("sidecar.json")).contains("1.3"));
    second.handOver();
  }

  private Lifecycle replica(String name) {
    KubernetesClient client = controlPlane.clientOfTheOperator(name);
    OperatorSettings.Replica home = GoldenCase.SETTINGS.replica();
    return new Lifecycle(
        new OperatorSettings(
            new OperatorSettings.Replica(home.namespace(), name),
            Set.of(shop.namespace),
            GoldenCase.SETTINGS.sidecarImage(),
            GoldenCase.SETTINGS.cluster(),
            GoldenCase.SETTINGS.rollouts(),
            GoldenCase.SETTINGS.ca()),
        client,
        new OperatorMetrics(),
        () -> lostTheLead.set(true));
  }
}
