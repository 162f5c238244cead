package dev.httpsupgrade.proxy.http.message;

import java.util.Locale;

/**
 * A request's target as text (RFC 9112 §3.2), without the authority of an absolute one.
 *
 * @param path as it was sent: nothing is decoded, no dots are resolved
 * @param query with its {@code ?}, or empty
 */
public record RequestTarget(String path, String query) {

  /** What may stand below an exempt path: nothing that some app takes for another path. */
  private static final String PLAIN_MARKS = "-._~!$&'()*+,=:@/";

  /** That of the head whose first line was checked. */
  public static RequestTarget of(Head head) {
    byte[] b = head.bytes();
    int start = 0;
    while (b[start] != Ascii.SP) {
      start++;
    }
    int end = ++start;
    while (b[end] != Ascii.SP) {
      end++;
    }
    String target = head.text(start, end);
    if (!target.startsWith("/") && !target.equals("*")) {
      target = target.substring(afterAuthority(target));
    }
    int query = target.indexOf('?');
    return query < 0
        ? new RequestTarget(target, "")
        : new RequestTarget(target.substring(0, query), target.substring(query));
  }

  /**
   * Whether this is {@code prefix}, which ends with {@code /}, or a path below it for every app
   * whatever it does with dots, doubled slashes, parameters and escapes.
   */
  public boolean isBelow(String prefix) {
    if (!path.startsWith(prefix)) {
      return false;
    }
    String rest = path.substring(prefix.length());
    return !rest.startsWith("/")
        && !rest.contains("//")
        && rest.chars().allMatch(RequestTarget::isPlain)
        && !("/" + rest + "/").contains("/./")
        && !("/" + rest + "/").contains("/../");
  }

  /** What follows the authority in an address of the same resource. */
  public String inLocation() {
    String all = path.equals("*") ? "" : (path.isEmpty() ? "/" : path) + query;
    var text = new StringBuilder(all.length());
    for (int i = 0; i < all.length(); i++) {
      char c = all.charAt(i);
      if (c < 0x7f) {
        text.append(c);
      } else {
        text.append('%').append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
      }
    }
    return text.toString();
  }

  private static int afterAuthority(String target) {
    int i = target.indexOf("//") + 2;
    while (i < target.length() && target.charAt(i) != '/' && target.charAt(i) != '?') {
      i++;
    }
    return i;
  }

  private static boolean isPlain(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || PLAIN_MARKS.indexOf(c) >= 0;
  }
}
