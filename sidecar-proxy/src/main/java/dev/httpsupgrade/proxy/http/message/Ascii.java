package dev.httpsupgrade.proxy.http.message;

/** Classes of bytes in a message's head (RFC 9110 §5.6.2, RFC 9112 §2). */
public final class Ascii {

  public static final byte CR = '\r';
  public static final byte LF = '\n';
  static final byte SP = ' ';
  static final byte HTAB = '\t';

  private static final boolean[] TOKEN = new boolean[256];
  private static final boolean[] TARGET = new boolean[256];

  static {
    String marks = "!#$%&'*+-.^_`|~";
    for (int c = 0; c < 128; c++) {
      TOKEN[c] = Character.isLetterOrDigit(c) || marks.indexOf(c) >= 0;
    }
    for (int c = 0; c < TARGET.length; c++) {
      TARGET[c] = c > SP && c != 0x7f && c != '#';
    }
  }

  private Ascii() {}

  public static boolean isToken(byte b) {
    return TOKEN[b & 0xff];
  }

  /**
   * A byte that a request's target may hold: no fragment's mark, as some apps cut there and others
   * don't; bytes above 127 may, as old clients send them.
   */
  static boolean isTarget(byte b) {
    return TARGET[b & 0xff];
  }

  public static boolean isBlank(byte b) {
    return b == SP || b == HTAB;
  }

  /** A byte that no field value may hold; bytes above 127 may, as old apps send ISO 8859-1. */
  static boolean isControl(byte b) {
    return (b >= 0 && b < SP && b != HTAB) || b == 0x7f;
  }

  /** Whether the bytes are {@code lower} in any case; {@code lower} has no {@code @[\]^}. */
  public static boolean is(byte[] bytes, int from, int to, String lower) {
    int length = lower.length();
    if (to - from != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (toLower(bytes[from + i]) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  public static int toLower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }
}
