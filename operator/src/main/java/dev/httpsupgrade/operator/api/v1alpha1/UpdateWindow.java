package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;

/**
 * Hours of the week in which updates may begin.
 *
 * @param days on which it opens; empty: each
 * @param startTime when it opens, as {@code hh:mm} on the clocks of the time zone
 * @param duration how long it is open, such as {@code 2h}; 15m to 24h
 * @param timeZone a name of the IANA's time zone database
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record UpdateWindow(
    List<Day> days,
    @Required @Pattern("^([01][0-9]|2[0-3]):[0-5][0-9]$") String startTime,
    @Required @Pattern(GoDuration.FORMAT) String duration,
    @JsonProperty @Default(UTC) String timeZone) {

  static final String UTC = "UTC";

  public UpdateWindow {
    days = days == null ? List.of() : List.copyOf(days);
    timeZone = timeZone == null ? UTC : timeZone;
  }

  /** {@link #duration} as a value. */
  public Duration length() {
    return GoDuration.parse(duration);
  }

  /** A day of the week. */
  public enum Day {
    Mon(DayOfWeek.MONDAY),
    Tue(DayOfWeek.TUESDAY),
    Wed(DayOfWeek.WEDNESDAY),
    Thu(DayOfWeek.THURSDAY),
    Fri(DayOfWeek.FRIDAY),
    Sat(DayOfWeek.SATURDAY),
    Sun(DayOfWeek.SUNDAY);

    private final DayOfWeek ofWeek;

    Day(DayOfWeek ofWeek) {
      this.ofWeek = ofWeek;
    }

    /** The same of the JDK. */
    public DayOfWeek ofWeek() {
      return ofWeek;
    }
  }
}
