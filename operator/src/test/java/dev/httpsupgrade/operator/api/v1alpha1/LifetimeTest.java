package dev.httpsupgrade.operator.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LifetimeTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "2160h, PT2160H",
    "1h30m, PT1H30M",
    "90m, PT1H30M",
    "10m5s, PT10M5S",
    "600s, PT10M",
    "1h1s, PT1H1S",
  })
  void aDurationIsWrittenAsInGo(String text, Duration expected) {
    assertThat(new Lifetime(text, null).validity()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} of 90h: {1}")
  @CsvSource(
      nullValues = "default",
      value = {
        "default, 30h",
        "10h, 10h",
        "89h59m, 89h59m",
        "10%, 9h",
        "50%, 45h",
        "90%, 81h",
      })
  void itIsRenewedThatLongBeforeItsEnd(String renewBefore, String before) {
    Instant end = NOW.plus(Duration.ofHours(90));

    assertThat(new Lifetime("90h", renewBefore).renewalTime(NOW, end, 0))
        .isEqualTo(end.minus(GoDuration.parse(before)));
  }

  @ParameterizedTest
  @CsvSource({"90h", "91h"})
  void oneThatTurnedOutShorterIsRenewedWhenAThirdOfItsLifeIsLeft(String renewBefore) {
    Instant end = NOW.plus(Duration.ofHours(90));

    assertThat(new Lifetime("2160h", renewBefore).renewalTime(NOW, end, 0))
        .isEqualTo(end.minus(Duration.ofHours(30)));
  }

  @ParameterizedTest
  @CsvSource({"0, 60h", "0.5, 57h", "1, 54h"})
  void whatWasIssuedTogetherIsNotRenewedTogether(double spread, String after) {
    assertThat(new Lifetime("90h", null).renewalTime(NOW, NOW.plus(Duration.ofHours(90)), spread))
        .isEqualTo(NOW.plus(GoDuration.parse(after)));
  }
}
