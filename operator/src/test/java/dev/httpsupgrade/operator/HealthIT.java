package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.cluster.CuttableLine;
import dev.httpsupgrade.operator.metrics.OperatorMetrics;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the probes tell of an operator whose line to the real API server is cut. */
@ExtendWith(ControlPlane.Extension.class)
final class HealthIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  private final CuttableLine line;
  private final OperatorAccount account;
  private final String namespace;
  private final Lifecycle operator;
  private final AtomicBoolean lostTheLead = new AtomicBoolean();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Health health;

  HealthIT(ControlPlane controlPlane) throws IOException {
    namespace = controlPlane.newNamespace();
    account = new OperatorAccount(controlPlane, "operator-in-" + namespace);
    account.mayActIn(namespace);
    line = new CuttableLine(account.config().build().getMasterUrl());
    Config config =
        account.config().withMasterUrl(line.url()).withRequestRetryBackoffLimit(0).build();
    operator =
        new Lifecycle(
            account.settings(namespace),
            ControlPlane.client(config),
            new OperatorMetrics(),
            () -> lostTheLead.set(true));
    health = new Health(operator::informers, new ApiServer(config)::answers, now::get);
    operator.start();
  }

  @AfterEach
  void end() {
    line.mend();
    operator.handOver();
    line.close();
  }

  @Test
  void anApiServerThatIsGoneIsAnObstacleButNoReasonToRestart() {
    assertThat(operator.informers().keySet())
        .contains("services in " + namespace, "secrets in " + namespace);
    assertThat(health.obstacles()).isEmpty();
    await().atMost(SOON).until(operator::isLeading);

    line.cut();

    awaitTold(health::obstacles, "watch lost: services in " + namespace);
    now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
    assertThat(health.reasonsToRestart()).isEmpty();
    await().atMost(SOON).untilTrue(lostTheLead);

    line.mend();

    await().atMost(SOON).untilAsserted(() -> assertThat(health.obstacles()).isEmpty());
    assertThat(health.reasonsToRestart()).isEmpty();
  }

  @Test
  void aWatchThatDoesNotComeBackThoughTheApiServerAnswersIsAReasonToRestart() {
    account.mayActNoMoreIn(namespace);

    line.cut();
    line.mend();

    awaitTold(health::obstacles, "watch lost: services in " + namespace);
    assertThat(health.reasonsToRestart()).isEmpty();
    now.updateAndGet(time -> time.plus(Duration.ofMinutes(2)));
    assertThat(health.reasonsToRestart()).contains("watch lost for long: services in " + namespace);
  }

  /** Probes again and again, each time six seconds later. */
  private void awaitTold(Supplier<List<String>> probe, String obstacle) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          now.updateAndGet(time -> time.plus(Duration.ofSeconds(6)));
          assertThat(probe.get()).contains(obstacle);
        });
  }
}
