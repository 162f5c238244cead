package dev.httpsupgrade.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdleTimeTest {

  private final IdleTime time = new IdleTime(UpstreamSettings.DEFAULT);

  @Test
  void anAppThatShowsNothingIsTakenForOneThatKeepsFiveSeconds() {
    assertThat(time.nanos()).isEqualTo(millis(4000));
    assertThat(time.nanosForOnce()).isEqualTo(millis(1000));
  }

  @ParameterizedTest
  @CsvSource({"5, 4000", "65, 60000", "2, 1000", "1, 500", "0, 10", "2147483647, 60000"})
  void whatTheAppSaysCountsLessAMargin(int seconds, long millis) {
    time.told(seconds);
    assertThat(time.nanos()).isEqualTo(millis(millis));
  }

  @Test
  void whatTheAppDoesCountsMoreThanWhatItSays() {
    time.told(65);
    time.closedAfter(millis(2000));
    time.told(65);
    assertThat(time.nanos()).isEqualTo(millis(1500));
    assertThat(time.nanosForOnce()).isEqualTo(millis(750));
  }

  @Test
  void afterAnEndThatWasARestartTheOldTimeComesBackSlowly() {
    time.closedAfter(millis(100));
    assertThat(time.nanos()).isEqualTo(millis(75));
    int steps = 0;
    while (time.nanos() < millis(4000)) {
      time.kept();
      steps++;
    }
    assertThat(steps).isBetween(20, 50);
    time.kept();
    assertThat(time.nanos()).isEqualTo(millis(4000));
  }

  @Test
  void anEndThatCameLaterThanWeKeepOneChangesNothing() {
    time.closedAfter(millis(60_000));
    assertThat(time.nanos()).isEqualTo(millis(4000));
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }
}
