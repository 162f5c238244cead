package dev.httpsupgrade.proxy.http.message;

/** The {@code Host} field's value (RFC 9110 §7.2): {@code uri-host [":" port]}, or empty. */
public final class HostValue {

  private static final String MARKS = "-._~%!$&'()*+;=";

  private HostValue() {}

  public static boolean isValid(byte[] b, int from, int to) {
    if (from == to) {
      return true;
    }
    int colon = portColon(b, from, to);
    boolean literal = b[from] == '[';
    boolean host =
        literal
            ? colon - 2 > from && b[colon - 1] == ']' && isName(b, from + 1, colon - 1, ":")
            : colon > from && isName(b, from, colon, "");
    return host && isPort(b, colon + 1, to);
  }

  /** Index of the colon before the port; {@code to} if there is no port. */
  public static int portColon(byte[] b, int from, int to) {
    int i = from;
    if (i < to && b[i] == '[') {
      while (i < to && b[i] != ']') {
        i++;
      }
    }
    while (i < to && b[i] != ':') {
      i++;
    }
    return i;
  }

  private static boolean isName(byte[] b, int from, int to, String also) {
    for (int i = from; i < to; i++) {
      boolean alphanumeric = b[i] > 0 && Character.isLetterOrDigit(b[i]);
      if (!alphanumeric && MARKS.indexOf(b[i]) < 0 && also.indexOf(b[i]) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPort(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return false;
      }
    }
    return true;
  }
}
