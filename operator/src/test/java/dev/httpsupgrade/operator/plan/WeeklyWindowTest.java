package dev.httpsupgrade.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.UpdateWindow;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 2026-01-03 is a Saturday; clocks in Berlin skip 02:00 on 2026-03-29 and repeat it on 10-25. */
final class WeeklyWindowTest {

  @ParameterizedTest(name = "{0} {1} for {2} in {3}, at {4}: open {5}, then from {6}")
  @CsvSource({
    "'', 02:00, 2h, UTC, 2026-01-03T01:59:59Z, false, 2026-01-03T02:00:00Z",
    "'', 02:00, 2h, UTC, 2026-01-03T02:00:00Z, true, 2026-01-04T02:00:00Z",
    "'', 02:00, 2h, UTC, 2026-01-03T03:59:59Z, true, 2026-01-04T02:00:00Z",
    "'', 02:00, 2h, UTC, 2026-01-03T04:00:00Z, false, 2026-01-04T02:00:00Z",
    "Sat Sun, 02:00, 2h, UTC, 2026-01-05T02:30:00Z, false, 2026-01-10T02:00:00Z",
    "Sat, 02:00, 2h, UTC, 2026-01-03T02:00:00Z, true, 2026-01-10T02:00:00Z",
    // Across midnight the day is that on which it opened.
    "Sat, 23:00, 3h, UTC, 2026-01-04T01:59:59Z, true, 2026-01-10T23:00:00Z",
    "Sat, 23:00, 3h, UTC, 2026-01-03T01:00:00Z, false, 2026-01-03T23:00:00Z",
    "Sat, 23:59, 24h, UTC, 2026-01-04T23:58:59Z, true, 2026-01-10T23:59:00Z",
    "'', 00:00, 24h, UTC, 2026-01-03T00:00:00Z, true, 2026-01-04T00:00:00Z",
    // It is Saturday in Auckland while it is Friday in UTC.
    "Sat, 02:00, 2h, Pacific/Auckland, 2026-01-02T13:30:00Z, true, 2026-01-09T13:00:00Z",
    "Sat, 02:00, 2h, America/New_York, 2026-01-03T06:59:59Z, false, 2026-01-03T07:00:00Z",
    // Winter and summer.
    "Sat, 02:00, 2h, Europe/Berlin, 2026-01-03T01:00:00Z, true, 2026-01-10T01:00:00Z",
    "Sat, 02:00, 2h, Europe/Berlin, 2026-07-04T00:00:00Z, true, 2026-07-11T00:00:00Z",
    // 02:30 doesn't exist: it opens at 03:30, which is 01:30 in UTC.
    "Sun, 02:30, 1h, Europe/Berlin, 2026-03-29T01:29:59Z, false, 2026-03-29T01:30:00Z",
    "Sun, 02:30, 1h, Europe/Berlin, 2026-03-29T02:29:59Z, true, 2026-04-05T00:30:00Z",
    "Sun, 02:30, 1h, Europe/Berlin, 2026-03-29T02:30:00Z, false, 2026-04-05T00:30:00Z",
    // Two hours are two hours, although the clocks go from 01:00 to 04:00.
    "Sun, 01:00, 2h, Europe/Berlin, 2026-03-29T01:59:59Z, true, 2026-04-04T23:00:00Z",
    "Sun, 01:00, 2h, Europe/Berlin, 2026-03-29T02:00:00Z, false, 2026-04-04T23:00:00Z",
    // 02:30 comes twice: it opens the first time, and not again.
    "Sun, 02:30, 30m, Europe/Berlin, 2026-10-25T00:30:00Z, true, 2026-11-01T01:30:00Z",
    "Sun, 02:30, 30m, Europe/Berlin, 2026-10-25T01:30:00Z, false, 2026-11-01T01:30:00Z",
  })
  void isOpenByTheClocksOfItsTimeZone(
      String days,
      String startTime,
      String duration,
      String timeZone,
      Instant now,
      boolean open,
      Instant next) {
    List<UpdateWindow.Day> on =
        Arrays.stream(days.split(" "))
            .filter(day -> !day.isEmpty())
            .map(UpdateWindow.Day::valueOf)
            .toList();

    WeeklyWindow window = WeeklyWindow.of(new UpdateWindow(on, startTime, duration, timeZone));

    assertThat(window.isOpen(now)).isEqualTo(open);
    assertThat(window.nextOpening(now)).isEqualTo(next);
  }

  @Test
  void aTimeZoneIsOneOfTheDatabaseNotAnOffset() {
    assertThat(List.of("UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"))
        .allMatch(WeeklyWindow::isTimeZone);
    assertThat(List.of("", "+02:00", "Berlin", "europe/berlin", "Mars/Olympus"))
        .noneMatch(WeeklyWindow::isTimeZone);
  }
}
