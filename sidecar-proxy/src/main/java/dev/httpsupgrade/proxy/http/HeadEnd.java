package dev.httpsupgrade.proxy.http;

/**
 * Looks for the empty line that ends a head (RFC 9112 §2.1), going on where it was when more bytes
 * come, so that a head that drips in is not searched again and again.
 */
final class HeadEnd {

  /** The head is not complete yet. */
  static final int INCOMPLETE = -1;

  /** A line ends with LF alone: parsers disagree on what that means, so none is taken. */
  static final int BARE_LF = -2;

  private int next;

  void reset() {
    next = 0;
  }

  /** The index after the empty line in {@code bytes[0..length)}, or one of the constants. */
  int find(byte[] bytes, int length) {
    for (int i = next; i < length; i++) {
      if (bytes[i] == Ascii.LF) {
        if (i == 0 || bytes[i - 1] != Ascii.CR) {
          return BARE_LF;
        }
        if (i >= 3 && bytes[i - 2] == Ascii.LF) {
          next = 0;
          return i + 1;
        }
      }
    }
    next = length;
    return INCOMPLETE;
  }
}
