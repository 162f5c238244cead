package dev.httpsupgrade.proxy.http.message;

/** A {@code Content-Length} value (RFC 9110 §8.6): digits and nothing else, no sign, no list. */
final class ContentLength {

  static final long INVALID = -1;

  private static final int MAX_DIGITS = 18;

  private ContentLength() {}

  static long parse(Head head, int field) {
    byte[] b = head.bytes();
    int from = head.valueStart(field);
    int to = head.valueEnd(field);
    if (from == to || to - from > MAX_DIGITS) {
      return INVALID;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return INVALID;
      }
      value = value * 10 + b[i] - '0';
    }
    return value;
  }
}
