package dev.httpsupgrade.operator.apply;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Keeps short what the status tells: an object of the API server's has a limited size. */
final class Bounded {

  private Bounded() {}

  /** At most that many, the last of which says how many more there are. */
  static List<String> of(List<String> all, int most) {
    return of(all, most, Function.identity());
  }

  /**
   * At most that many.
   *
   * @param more makes the last one of a text that says how many more there are
   */
  static <T> List<T> of(List<T> all, int most, Function<String, T> more) {
    if (all.size() <= most) {
      return all;
    }
    int kept = most - 1;
    String rest = "and %d more".formatted(all.size() - kept);
    return Stream.concat(all.stream().limit(kept), Stream.of(more.apply(rest))).toList();
  }
}
