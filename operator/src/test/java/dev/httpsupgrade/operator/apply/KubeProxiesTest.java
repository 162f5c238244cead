package dev.httpsupgrade.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KubeProxiesTest {

  private static final Instant CHANGED = Instant.parse("2026-07-01T10:00:05Z");

  @ParameterizedTest
  @CsvSource({"0, false", "3, false", "4, true", "3600, true", "-1, false", "-3600, true"})
  void aChangeTakesSecondsUnlessTheClocksDiffer(long seconds, boolean seen) {
    assertThat(KubeProxies.haveSeen(CHANGED, CHANGED.plusSeconds(seconds))).isEqualTo(seen);
  }
}
