package dev.httpsupgrade.operator.certificate;

import java.time.Duration;
import java.util.Locale;

/**
 * How long the operator's CA lives.
 *
 * @param duration from one root to its end, at least 2 minutes; the next one comes at half of it
 * @param trustOverlap how long a root is trusted on when nothing that it issued is served any more,
 *     at most a quarter of {@code duration}
 */
public record CaLife(Duration duration, Duration trustOverlap) {

  private static final Duration SHORTEST = Duration.ofMinutes(2);
  private static final int MOST_OVERLAP = 4;

  /** Ten years, and thirty days. */
  public static final CaLife DEFAULT = new CaLife(Duration.ofDays(3650), Duration.ofDays(30));

  public CaLife {
    if (duration.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "CA_DURATION: %s (expected: at least 2m)".formatted(inShort(duration)));
    }
    if (trustOverlap.isNegative()
        || trustOverlap.multipliedBy(MOST_OVERLAP).compareTo(duration) > 0) {
      throw new IllegalArgumentException(
          "CA_TRUST_OVERLAP: %s (expected: at most a quarter of CA_DURATION, which is %s)"
              .formatted(inShort(trustOverlap), inShort(duration)));
    }
  }

  private static String inShort(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
