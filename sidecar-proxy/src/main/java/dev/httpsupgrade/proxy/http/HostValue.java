package dev.httpsupgrade.proxy.http;

/** The {@code Host} field's value (RFC 9110 §7.2): {@code uri-host [":" port]}, or empty. */
final class HostValue {

  private static final String MARKS = "-._~%!$&'()*+;=:[]";

  private HostValue() {}

  static boolean isValid(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!(b[i] > 0 && Character.isLetterOrDigit(b[i])) && MARKS.indexOf(b[i]) < 0) {
        return false;
      }
    }
    int colon = portColon(b, from, to);
    for (int i = colon + 1; i < to; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return false;
      }
    }
    return to == from || colon != from;
  }

  /** Index of the colon before the port; {@code to} if there is no port. */
  static int portColon(byte[] b, int from, int to) {
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
}
