package dev.httpsupgrade.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RefreshTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00.123Z");

  @Test
  void theFirstNudgeIsGivenAtOnce() {
    assertThat(Refresh.next(Optional.empty(), "abc", START)).contains(new Refresh("abc", 1, START));
  }

  @Test
  void theNextOnesFollowAfterTwiceAsLongUpToAMinute() {
    var pauses = new ArrayList<Long>();
    Refresh last = new Refresh("abc", 1, START);
    while (pauses.size() < 9) {
      Refresh next = nextAfter(last);
      pauses.add(Duration.between(last.at(), next.at()).toSeconds());
      assertThat(next.attempt()).isEqualTo(last.attempt() + 1);
      last = next;
    }

    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
  }

  @Test
  void afterAnyNumberOfAttemptsThePauseIsAMinute() {
    Refresh last = new Refresh("abc", 999_999_999, START);

    assertThat(Refresh.next(Optional.of(last.annotation()), "abc", START.plusSeconds(59)))
        .isEmpty();
    assertThat(Refresh.next(Optional.of(last.annotation()), "abc", START.plusSeconds(60)))
        .isPresent();
  }

  @Test
  void anotherContentIsNudgedForAtOnce() {
    String last = new Refresh("abc", 7, START).annotation();

    assertThat(Refresh.next(Optional.of(last), "def", START))
        .contains(new Refresh("def", 1, START));
  }

  @Test
  void theAnnotationSaysAllThatIsNeededToGoOnAfterARestart() {
    String annotation = new Refresh("abc", 3, START).annotation();

    assertThat(annotation).isEqualTo("abc.3." + START.toEpochMilli());
    assertThat(Refresh.next(Optional.of(annotation), "abc", START.plusMillis(3999))).isEmpty();
    assertThat(Refresh.next(Optional.of(annotation), "abc", START.plusMillis(4000)))
        .contains(new Refresh("abc", 4, START.plusMillis(4000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "abc.1", "abc.x.1", "abc.1.1.1", "abc.99999999999.1"})
  void anAnnotationOfSomebodyElseIsNoNudge(String annotation) {
    assertThat(Refresh.next(Optional.of(annotation), "abc", START))
        .contains(new Refresh("abc", 1, START));
  }

  private static Refresh nextAfter(Refresh last) {
    Instant now = last.at();
    while (true) {
      now = now.plusSeconds(1);
      Optional<Refresh> next = Refresh.next(Optional.of(last.annotation()), "abc", now);
      if (next.isPresent()) {
        return next.orElseThrow();
      }
    }
  }
}
