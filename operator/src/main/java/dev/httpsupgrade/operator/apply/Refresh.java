package dev.httpsupgrade.operator.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When to nudge the kubelet so that it refreshes a pod's volumes at once and not within its sync
 * period of a minute or more.
 *
 * <p>The nudge is a change of an annotation of the pod. It races with the kubelet's own watch of
 * the Secret, so it is repeated after 1, 2, 4 … seconds, up to a minute, until the pod serves what
 * it should. The annotation's value says all that is needed to go on after a restart.
 *
 * @param content what the pod should have, abbreviated
 * @param attempt counted from 1
 * @param at when
 */
record Refresh(String content, int attempt, Instant at) {

  private static final Pattern FORMAT = Pattern.compile("([0-9a-f]+)\\.(\\d{1,9})\\.(\\d{1,15})");
  private static final int LONGEST_PAUSE_SECONDS = 60;

  /** The next nudge, if it is time for one. */
  static Optional<Refresh> next(Optional<String> annotation, String content, Instant now) {
    Optional<Refresh> last =
        annotation.flatMap(Refresh::parse).filter(refresh -> refresh.content.equals(content));
    if (last.isEmpty()) {
      return Optional.of(new Refresh(content, 1, now));
    }
    Refresh done = last.orElseThrow();
    return now.isBefore(done.at.plus(done.pause()))
        ? Optional.empty()
        : Optional.of(new Refresh(content, done.attempt + 1, now));
  }

  /** The value of the annotation. */
  String annotation() {
    return "%s.%d.%d".formatted(content, attempt, at.toEpochMilli());
  }

  private Duration pause() {
    return Duration.ofSeconds(Math.min(1L << Math.min(attempt - 1, 30), LONGEST_PAUSE_SECONDS));
  }

  private static Optional<Refresh> parse(String annotation) {
    Matcher matcher = FORMAT.matcher(annotation);
    return matcher.matches()
        ? Optional.of(
            new Refresh(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Instant.ofEpochMilli(Long.parseLong(matcher.group(3)))))
        : Optional.empty();
  }
}
