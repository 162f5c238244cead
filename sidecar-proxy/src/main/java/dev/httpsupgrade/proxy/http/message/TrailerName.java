package dev.httpsupgrade.proxy.http.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;
import java.util.Set;

/**
 * The name of a request's trailer, gathered byte by byte: one that means something before the body
 * (RFC 9110 §6.5.1), or that we read or write in the head, is refused, since an app that merges
 * trailers into fields would take it for what was checked there.
 */
final class TrailerName {

  /** What {@link FieldName} does not have: it is about what every request is looked through for. */
  private static final Set<String> REFUSED =
      Set.of(
          "cache-control",
          "content-encoding",
          "content-range",
          "content-type",
          "cookie",
          "max-forwards",
          "pragma",
          "proxy-authorization",
          "range",
          "trailer");

  /** Longer than each of those that are refused. */
  private static final int LONGEST = 40;

  private final byte[] bytes = new byte[LONGEST];
  private int length;

  void begin() {
    length = 0;
  }

  void add(byte b) {
    if (length < LONGEST) {
      bytes[length] = b;
      length++;
    }
  }

  boolean isRefused() {
    if (FieldName.of(bytes, 0, length) != null) {
      return true;
    }
    String lower = new String(bytes, 0, length, US_ASCII).toLowerCase(Locale.ROOT);
    return lower.startsWith("if-") || REFUSED.contains(lower);
  }
}
