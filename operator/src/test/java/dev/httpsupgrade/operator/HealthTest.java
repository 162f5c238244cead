package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HealthTest {

  private final Map<String, InformerHealthIndicator> informers =
      new HashMap<>(Map.of("pods", new Informer(true, true), "services", new Informer(true, true)));
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private boolean answers = true;
  private final Health health = new Health(() -> informers, () -> answers, () -> now);

  @Test
  void withEveryWatchThereIsNoObstacle() {
    assertThat(health.obstacles()).isEmpty();
    assertThat(health.reasonsToRestart()).isEmpty();
  }

  @Test
  void aDeadInformerIsAnObstacleThatOnlyARestartMends() {
    informers.put("pods", new Informer(false, false));

    assertThat(health.obstacles()).containsExactly("informer is dead: pods");
    assertThat(health.reasonsToRestart()).containsExactly("informer is dead: pods");
  }

  @Test
  void aWatchThatIsBackAtOnceWasNotLost() {
    informers.put("pods", new Informer(true, false));
    assertThat(health.obstacles()).isEmpty();
    pass(4);
    informers.put("pods", new Informer(true, true));
    assertThat(health.obstacles()).isEmpty();
    pass(4);
    informers.put("pods", new Informer(true, false));

    assertThat(health.obstacles()).isEmpty();
  }

  @Test
  void aLostWatchIsAnObstacle() {
    informers.put("pods", new Informer(true, false));
    assertThat(health.obstacles()).isEmpty();
    pass(10);

    assertThat(health.obstacles()).containsExactly("watch lost: pods");
    assertThat(health.reasonsToRestart()).isEmpty();
  }

  @Test
  void aWatchThatDoesNotComeBackAlthoughTheApiServerAnswersNeedsARestart() {
    informers.put("pods", new Informer(true, false));
    assertThat(health.reasonsToRestart()).isEmpty();
    pass(119);
    assertThat(health.reasonsToRestart()).isEmpty();
    pass(1);

    assertThat(health.reasonsToRestart()).containsExactly("watch lost for long: pods");
  }

  @Test
  void anApiServerThatAnswersNobodyIsNoReasonToRestart() {
    answers = false;
    informers.put("pods", new Informer(true, false));
    assertThat(health.reasonsToRestart()).isEmpty();
    pass(600);

    assertThat(health.reasonsToRestart()).isEmpty();
    assertThat(health.obstacles()).containsExactly("watch lost: pods");
  }

  private void pass(int seconds) {
    now = now.plus(Duration.ofSeconds(seconds));
  }

  private record Informer(boolean isRunning, boolean isWatching)
      implements InformerHealthIndicator {

    @Override
    public boolean hasSynced() {
      return true;
    }

    @Override
    public String getTargetNamespace() {
      return "";
    }

    @Override
    public Status getStatus() {
      return Status.HEALTHY;
    }
  }
}
