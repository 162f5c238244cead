package dev.httpsupgrade.sidecar.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Which requests are logged, one line of JSON each on standard output.
 *
 * @param mode which ones
 * @param oneIn in mode {@code sampled}, one of so many is logged, and each that ended with a status
 *     of 500 or more or without an answer; 1 to 1000000
 */
public record AccessLog(Mode mode, int oneIn) {

  /** Which requests are logged. */
  public enum Mode {
    OFF,
    SAMPLED,
    FULL;

    /** As in the configuration. */
    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static final AccessLog OFF = new AccessLog(Mode.OFF, 1);

  public AccessLog {
    Checks.present("mode", mode);
    Checks.inRange("oneIn", oneIn, 1, 1_000_000, "");
  }
}
