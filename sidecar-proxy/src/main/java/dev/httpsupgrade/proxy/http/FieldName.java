package dev.httpsupgrade.proxy.http;

import org.jspecify.annotations.Nullable;

/** The fields that this proxy reads or writes; all others pass unseen. */
enum FieldName {
  CONNECTION("connection"),
  CONTENT_LENGTH("content-length"),
  EXPECT("expect"),
  FORWARDED("forwarded"),
  HOST("host"),
  HTTP2_SETTINGS("http2-settings"),
  KEEP_ALIVE("keep-alive"),
  PROXY_CONNECTION("proxy-connection"),
  TE("te"),
  TRANSFER_ENCODING("transfer-encoding"),
  UPGRADE("upgrade"),
  X_FORWARDED_FOR("x-forwarded-for"),
  X_FORWARDED_HOST("x-forwarded-host"),
  X_FORWARDED_PORT("x-forwarded-port"),
  X_FORWARDED_PROTO("x-forwarded-proto");

  private final String lower;

  FieldName(String lower) {
    this.lower = lower;
  }

  /** Which of them the bytes name, or null. */
  static @Nullable FieldName of(byte[] b, int from, int to) {
    return switch (Ascii.toLower(b[from])) {
      case 'c' -> among(b, from, to, CONNECTION, CONTENT_LENGTH);
      case 'e' -> among(b, from, to, EXPECT);
      case 'f' -> among(b, from, to, FORWARDED);
      case 'h' -> among(b, from, to, HOST, HTTP2_SETTINGS);
      case 'k' -> among(b, from, to, KEEP_ALIVE);
      case 'p' -> among(b, from, to, PROXY_CONNECTION);
      case 't' -> among(b, from, to, TE, TRANSFER_ENCODING);
      case 'u' -> among(b, from, to, UPGRADE);
      case 'x' -> forwarded(b, from, to);
      default -> null;
    };
  }

  private static @Nullable FieldName among(byte[] b, int from, int to, FieldName one) {
    return Ascii.is(b, from, to, one.lower) ? one : null;
  }

  private static @Nullable FieldName among(
      byte[] b, int from, int to, FieldName one, FieldName other) {
    return Ascii.is(b, from, to, one.lower) ? one : among(b, from, to, other);
  }

  /**
   * Takes {@code _} for {@code -}: CGI, WSGI and their like hand both to the app as the same
   * variable, so that the one would forge the other.
   */
  private static @Nullable FieldName forwarded(byte[] b, int from, int to) {
    FieldName candidate =
        switch (to - from) {
          case 15 -> X_FORWARDED_FOR;
          case 17 -> X_FORWARDED_PROTO;
          case 16 -> Ascii.toLower(b[from + 12]) == 'h' ? X_FORWARDED_HOST : X_FORWARDED_PORT;
          default -> null;
        };
    if (candidate == null) {
      return null;
    }
    for (int i = 0; i < to - from; i++) {
      int c = b[from + i] == '_' ? '-' : Ascii.toLower(b[from + i]);
      if (c != candidate.lower.charAt(i)) {
        return null;
      }
    }
    return candidate;
  }
}
