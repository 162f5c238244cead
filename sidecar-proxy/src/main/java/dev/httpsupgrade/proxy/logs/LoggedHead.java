package dev.httpsupgrade.proxy.logs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the access log tells of a request's head: nothing but these, as the rest may be secret.
 *
 * @param method empty if the head is not known
 * @param path the target without its query, which may hold tokens, and without an authority
 * @param fields values by name in lower case, of the fields that are logged
 */
record LoggedHead(String method, String path, Map<String, String> fields) {

  static final String HOST = "host";
  static final String USER_AGENT = "user-agent";
  static final String REQUEST_ID = "x-request-id";
  static final String TRACE_PARENT = "traceparent";

  private static final Set<String> LOGGED = Set.of(HOST, USER_AGENT, REQUEST_ID, TRACE_PARENT);
  private static final int MAX_PATH = 2048;
  private static final int MAX_VALUE = 512;

  /** Reads a head that was accepted, or the beginning of one, a character per byte. */
  static LoggedHead of(String head) {
    String[] lines = new String(head.getBytes(ISO_8859_1), UTF_8).split("\r\n", -1);
    String[] first = lines[0].split(" ", 3);
    if (first.length < 2) {
      return new LoggedHead("", "", Map.of());
    }
    var fields = new TreeMap<String, String>();
    // The last line is empty, or cut off.
    for (int i = 1; i < lines.length - 1; i++) {
      int colon = lines[i].indexOf(':');
      String name = colon < 0 ? "" : lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      if (LOGGED.contains(name)) {
        fields.putIfAbsent(name, cut(lines[i].substring(colon + 1).strip(), MAX_VALUE));
      }
    }
    return new LoggedHead(first[0], cut(path(first[1]), MAX_PATH), fields);
  }

  private static String path(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    int authority = path.startsWith("/") ? -1 : path.indexOf("://");
    if (authority < 0) {
      return path;
    }
    int slash = path.indexOf('/', authority + 3);
    return slash < 0 ? "/" : path.substring(slash);
  }

  private static String cut(String value, int length) {
    return value.length() <= length ? value : value.substring(0, length);
  }
}
