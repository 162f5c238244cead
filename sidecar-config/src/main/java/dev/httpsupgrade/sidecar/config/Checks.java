package dev.httpsupgrade.sidecar.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Conditions on a field, each failing with {@code field: value (expected: …)}. */
final class Checks {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  private Checks() {}

  static void present(String field, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(field + ": missing");
    }
  }

  static void port(String field, int value) {
    inRange(field, value, 1, 65_535, "");
  }

  static void inRange(String field, int value, int min, int max, String unit) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d to %d %s".formatted(field, value, min, max, unit).strip() + ")");
    }
  }

  static void label(String field, String value, int maxLength) {
    if (value.length() > maxLength || !LABEL.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "%s: %s (expected: a DNS label of at most %d characters)"
              .formatted(field, value, maxLength));
    }
  }
}
