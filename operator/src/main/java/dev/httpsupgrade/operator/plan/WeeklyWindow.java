package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.UpdateWindow;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A time that comes again each week, by the clocks on the walls of its time zone.
 *
 * <p>It is open as long as it says, whatever is done to the clocks meanwhile. Where they skip the
 * hour in which it would open, it opens an hour later on them; where an hour comes twice, it opens
 * in the first one.
 *
 * @param days on which it opens; empty: each
 */
record WeeklyWindow(Set<DayOfWeek> days, LocalTime start, Duration length, ZoneId zone) {

  private static final int WEEK = 7;

  WeeklyWindow {
    days = Set.copyOf(days);
  }

  /** Whether there is a time zone of that name; the API server doesn't know. */
  static boolean isTimeZone(String name) {
    return ZoneId.getAvailableZoneIds().contains(name);
  }

  static WeeklyWindow of(UpdateWindow window) {
    return new WeeklyWindow(
        window.days().stream().map(UpdateWindow.Day::ofWeek).collect(Collectors.toSet()),
        LocalTime.parse(window.startTime()),
        window.length(),
        ZoneId.of(window.timeZone()));
  }

  boolean isOpen(Instant now) {
    return openings(now)
        .anyMatch(opening -> !opening.isAfter(now) && now.isBefore(opening.plus(length)));
  }

  /** When it opens the next time after {@code now}. */
  Instant nextOpening(Instant now) {
    return openings(now)
        .filter(opening -> opening.isAfter(now))
        .min(Instant::compareTo)
        .orElseThrow(() -> new IllegalStateException("a window opens at least once a week"));
  }

  /** All that may be open at that time, and the next one. */
  private Stream<Instant> openings(Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    return IntStream.rangeClosed(-2, WEEK + 1)
        .mapToObj(today::plusDays)
        .filter(day -> days.isEmpty() || days.contains(day.getDayOfWeek()))
        .map(day -> day.atTime(start).atZone(zone).toInstant());
  }
}
