package dev.httpsupgrade.operator.api.v1alpha1;

import java.time.Duration;
import java.util.Locale;

/** A duration as the API writes it: hours, minutes and seconds such as {@code 1h30m}. */
public final class GoDuration {

  /** What the CRD accepts. */
  static final String FORMAT = "^([0-9]+h)?([0-9]+m)?([0-9]+s)?$";

  private GoDuration() {}

  /**
   * The value of one that is of that format.
   *
   * @throws java.time.format.DateTimeParseException if it is not
   */
  public static Duration parse(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }
}
