package dev.httpsupgrade.sidecar.config;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Conditions on a field, each failing with {@code field: value (expected: …)}. */
final class Checks {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern HOST = Pattern.compile("[a-zA-Z0-9._-]{1,253}|\\[[0-9a-fA-F:.]+]");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
  private static final Pattern VALUE =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
  private static final Pattern PATH = Pattern.compile("/[\\x21-\\x7e&&[^?#]]*");
  private static final int MAX_VALUE = 4096;
  private static final int MAX_PATHS = 32;

  /** Fields that say where a message ends or what becomes of its connection. */
  private static final Set<String> CONNECTION_FIELDS =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private Checks() {}

  static void present(String field, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(field + ": missing");
    }
  }

  static void expect(String field, Object value, boolean condition, String expected) {
    if (!condition) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(field, value, expected));
    }
  }

  static void port(String field, int value) {
    inRange(field, value, 1, 65_535, "");
  }

  static void inRange(String field, int value, int min, int max, String unit) {
    expect(
        field,
        value,
        value >= min && value <= max,
        "%d to %d %s".formatted(min, max, unit).strip());
  }

  static void oneOf(String field, int value, int... allowed) {
    expect(
        field,
        value,
        Arrays.stream(allowed).anyMatch(one -> one == value),
        "one of " + Arrays.toString(allowed));
  }

  static void distinct(String field, List<?> values) {
    expect(field, values, !values.isEmpty(), "at least one");
    expect(field, values, new HashSet<>(values).size() == values.size(), "each one once");
  }

  static void label(String field, String value, int maxLength) {
    expect(
        field,
        value,
        value.length() <= maxLength && LABEL.matcher(value).matches(),
        "a DNS label of at most %d characters".formatted(maxLength));
  }

  static void host(String field, String value) {
    expect(field, value, HOST.matcher(value).matches(), "a host name without a port");
  }

  static void absolute(String field, String path) {
    expect(field, path, path.startsWith("/"), "an absolute path");
  }

  static void paths(String field, List<String> values) {
    inRange(field, values.size(), 0, MAX_PATHS, "entries");
    for (int i = 0; i < values.size(); i++) {
      expect(
          "%s[%d]".formatted(field, i),
          values.get(i),
          PATH.matcher(values.get(i)).matches(),
          "a path that starts with /, without a query");
    }
  }

  static void fieldName(String field, String value) {
    expect(
        field,
        value,
        TOKEN.matcher(value).matches()
            && !CONNECTION_FIELDS.contains(value.toLowerCase(Locale.ROOT)),
        "the name of a header field that is not about framing or the connection");
  }

  static void fieldValue(String field, String value) {
    expect(
        field,
        value,
        value.isEmpty() || (value.length() <= MAX_VALUE && VALUE.matcher(value).matches()),
        "at most %d printable ASCII characters".formatted(MAX_VALUE));
  }
}
