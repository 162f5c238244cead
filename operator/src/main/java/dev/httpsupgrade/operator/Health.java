package dev.httpsupgrade.operator;

import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether the operator can work, and whether a restart would help it.
 *
 * <p>A restart helps against an informer that has died, and against a watch that does not come back
 * although the API server answers others. Against an API server that answers nobody it does not.
 */
final class Health {

  /** Watches end and begin again every few minutes; one that is back so soon was not lost. */
  private static final Duration NOTICED = Duration.ofSeconds(5);

  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Supplier<Map<String, InformerHealthIndicator>> informers;
  private final BooleanSupplier apiServerAnswers;
  private final InstantSource clock;
  private final Map<String, Instant> lostSince = new TreeMap<>();

  /**
   * Judges by what it is asked for; no thread of its own.
   *
   * @param informers by what they watch
   * @param apiServerAnswers asked on a new connection, and only if a watch is lost for long
   */
  Health(
      Supplier<Map<String, InformerHealthIndicator>> informers,
      BooleanSupplier apiServerAnswers,
      InstantSource clock) {
    this.informers = informers;
    this.apiServerAnswers = apiServerAnswers;
    this.clock = clock;
  }

  /** What it can't work without; a replica that does not lead is ready to. */
  synchronized List<String> obstacles() {
    List<String> dead = dead();
    return dead.isEmpty() ? lostFor(NOTICED, "watch lost: ") : dead;
  }

  /** What only a restart can mend. */
  synchronized List<String> reasonsToRestart() {
    List<String> dead = dead();
    if (!dead.isEmpty()) {
      return dead;
    }
    List<String> lost = lostFor(LONGEST, "watch lost for long: ");
    return lost.isEmpty() || !apiServerAnswers.getAsBoolean() ? List.of() : lost;
  }

  private List<String> dead() {
    return informers.get().entrySet().stream()
        .filter(informer -> !informer.getValue().isRunning())
        .map(informer -> "informer is dead: " + informer.getKey())
        .toList();
  }

  private List<String> lostFor(Duration limit, String text) {
    Instant now = clock.instant();
    informers
        .get()
        .forEach((name, informer) -> {
          if (informer.isWatching()) {
            lostSince.remove(name);
          } else {
            lostSince.putIfAbsent(name, now);
          }
        });
    return lostSince.entrySet().stream()
        .filter(lost -> !now.isBefore(lost.getValue().plus(limit)))
        .map(lost -> text + lost.getKey())
        .toList();
  }
}
