package dev.httpsupgrade.operator.api.v1alpha1;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a certificate is valid, and when it is renewed.
 *
 * @param duration such as {@code 2160h}
 * @param renewBefore how long before its expiry, such as {@code 720h}, or which share of its life,
 *     such as {@code 25%}; absent: a third of its life
 */
public record Lifetime(String duration, @Nullable String renewBefore) {

  static final String DURATION = "2160h";

  /** What the CRD accepts. */
  static final String RENEW_BEFORE = "^(([0-9]+h)?([0-9]+m)?([0-9]+s)?|[1-9][0-9]%)$";

  private static final String PERCENT = "%";
  private static final int MOST_EARLIER = 10;

  /** {@link #duration} as a value. */
  public Duration validity() {
    return GoDuration.parse(duration);
  }

  /**
   * When a certificate is due, one that is shorter than {@code renewBefore} too: a little earlier,
   * so that what was issued together is not renewed together.
   *
   * @param issued when it was issued
   * @param spread which part of that little, 0 to 1; all of it is a tenth of the time until then
   */
  public Instant renewalTime(Instant issued, Instant notAfter, double spread) {
    Duration life = Duration.between(issued, notAfter);
    Duration third = life.dividedBy(3);
    Duration before = renewBefore == null ? third : before(renewBefore, life);
    Duration until = life.minus(before.compareTo(life) < 0 ? before : third);
    long earlier = (long) (until.toMillis() * spread / MOST_EARLIER);
    return issued.plus(until).minusMillis(earlier).truncatedTo(ChronoUnit.SECONDS);
  }

  private static Duration before(String renewBefore, Duration life) {
    return renewBefore.endsWith(PERCENT)
        ? life.multipliedBy(Integer.parseInt(renewBefore.replace(PERCENT, ""))).dividedBy(100)
        : GoDuration.parse(renewBefore);
  }
}
