package dev.httpsupgrade.proxy.http.rules;

import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.http.message.Ascii;
import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.Head;
import org.jspecify.annotations.Nullable;

/**
 * What a trusted proxy tells about the scheme that its client used, in any of the fields that
 * proxies use for that. Of a list the first element counts: it is the one nearest to the client.
 */
final class ToldScheme {

  private ToldScheme() {}

  /** HTTPS if any field says so, HTTP if any other does, null if none does. */
  static @Nullable Scheme of(Head head) {
    @Nullable Scheme told = null;
    for (int field = 0; field < head.count(); field++) {
      Scheme scheme = of(head, field);
      if (scheme == Scheme.HTTPS) {
        return scheme;
      }
      told = scheme == null ? told : scheme;
    }
    return told;
  }

  private static @Nullable Scheme of(Head head, int field) {
    FieldName name = head.name(field);
    if (name == null) {
      return null;
    }
    int from = head.valueStart(field);
    int to = head.valueEnd(field);
    return switch (name) {
      case X_FORWARDED_PROTO, X_FORWARDED_SCHEME, X_SCHEME, X_URL_SCHEME ->
          scheme(head.bytes(), from, elementEnd(head.bytes(), from, to));
      case FORWARDED -> forwarded(head.bytes(), from, to);
      case X_FORWARDED_SSL, FRONT_END_HTTPS -> head.valueIs(field, "on") ? Scheme.HTTPS : null;
      default -> null;
    };
  }

  /** {@code proto} of the first element (RFC 7239 §4, §5.4). */
  private static @Nullable Scheme forwarded(byte[] b, int from, int to) {
    int i = from;
    while (i < to && b[i] != ',') {
      while (i < to && (b[i] == ';' || Ascii.isBlank(b[i]))) {
        i++;
      }
      int start = i;
      i = pairEnd(b, start, to);
      int value = start + "proto=".length();
      if (value <= i && Ascii.is(b, start, value, "proto=")) {
        boolean quoted = value < i && b[value] == '"';
        return scheme(b, quoted ? value + 1 : value, quoted ? i - 1 : i);
      }
    }
    return null;
  }

  private static int pairEnd(byte[] b, int from, int to) {
    boolean quoted = false;
    int i = from;
    while (i < to && (quoted || (b[i] != ';' && b[i] != ','))) {
      if (b[i] == '"') {
        quoted = !quoted;
      } else if (quoted && b[i] == '\\') {
        i++;
      }
      i++;
    }
    return Math.min(i, to);
  }

  private static int elementEnd(byte[] b, int from, int to) {
    int i = from;
    while (i < to && b[i] != ',') {
      i++;
    }
    return i;
  }

  private static @Nullable Scheme scheme(byte[] b, int from, int end) {
    int to = end;
    while (to > from && Ascii.isBlank(b[to - 1])) {
      to--;
    }
    if (Ascii.is(b, from, to, "https") || Ascii.is(b, from, to, "wss")) {
      return Scheme.HTTPS;
    }
    return Ascii.is(b, from, to, "http") || Ascii.is(b, from, to, "ws") ? Scheme.HTTP : null;
  }
}
