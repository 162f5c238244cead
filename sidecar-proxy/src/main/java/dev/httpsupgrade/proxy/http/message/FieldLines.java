package dev.httpsupgrade.proxy.http.message;

import org.jspecify.annotations.Nullable;

/** Splits a head's field lines (RFC 9112 §5), strictly: what parsers disagree on is refused. */
public final class FieldLines {

  private FieldLines() {}

  /**
   * Fills {@code head} with the lines in {@code [from, end)}, the empty line at the end included.
   *
   * @param max how many there may be; reading ends after one more
   * @return what is wrong, or null
   */
  static @Nullable String scan(Head head, int from, int end, int max) {
    byte[] b = head.bytes();
    head.begin(from);
    int i = from;
    while (i < end - 2 && head.count() <= max) {
      int start = i;
      if (Ascii.isBlank(b[i])) {
        return "folded field line";
      }
      while (Ascii.isToken(b[i])) {
        i++;
      }
      if (i == start || b[i] != ':') {
        return "invalid field name";
      }
      int nameEnd = i++;
      while (Ascii.isBlank(b[i])) {
        i++;
      }
      int valueStart = i;
      while (!Ascii.isControl(b[i])) {
        i++;
      }
      if (b[i] != Ascii.CR || b[i + 1] != Ascii.LF) {
        return "control character in a field value";
      }
      head.add(start, nameEnd, valueStart, trimmed(b, valueStart, i));
      i += 2;
    }
    return null;
  }

  private static int trimmed(byte[] b, int start, int end) {
    int i = end;
    while (i > start && Ascii.isBlank(b[i - 1])) {
      i--;
    }
    return i;
  }
}
