package dev.httpsupgrade.proxy.http.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The fields that this proxy reads or writes; all others pass unseen. */
public enum FieldName {
  CONNECTION("connection", Role.HOP),
  HTTP2_SETTINGS("http2-settings", Role.HOP),
  KEEP_ALIVE("keep-alive", Role.HOP),
  PROXY_CONNECTION("proxy-connection", Role.HOP),
  TE("te", Role.HOP),
  UPGRADE("upgrade", Role.HOP),

  CONTENT_LENGTH("content-length", Role.MESSAGE),
  EXPECT("expect", Role.MESSAGE),
  HOST("host", Role.MESSAGE),
  TRANSFER_ENCODING("transfer-encoding", Role.MESSAGE),

  // What proxies tell apps about the client. Each is believed by some framework that is common, or
  // by one of the small libraries that find "the real address": so each is a forgery if a client
  // sends it. Who has a CDN's field such as CF-Connecting-IP in use lists the CDN as trusted.
  CF_CONNECTING_IP("cf-connecting-ip", Role.CLIENT),
  CLIENT_IP("client-ip", Role.CLIENT),
  FASTLY_CLIENT_IP("fastly-client-ip", Role.CLIENT),
  FORWARDED("forwarded", Role.CLIENT),
  FORWARDED_FOR("forwarded-for", Role.CLIENT),
  FRONT_END_HTTPS("front-end-https", Role.CLIENT),
  TRUE_CLIENT_IP("true-client-ip", Role.CLIENT),
  X_CLIENT_IP("x-client-ip", Role.CLIENT),
  X_CLUSTER_CLIENT_IP("x-cluster-client-ip", Role.CLIENT),
  X_FORWARDED("x-forwarded", Role.CLIENT),
  X_FORWARDED_CLIENT_CERT("x-forwarded-client-cert", Role.CLIENT),
  X_FORWARDED_FOR("x-forwarded-for", Role.CLIENT),
  X_FORWARDED_HOST("x-forwarded-host", Role.CLIENT),
  X_FORWARDED_PORT("x-forwarded-port", Role.CLIENT),
  X_FORWARDED_PREFIX("x-forwarded-prefix", Role.CLIENT),
  X_FORWARDED_PROTO("x-forwarded-proto", Role.CLIENT),
  X_FORWARDED_SCHEME("x-forwarded-scheme", Role.CLIENT),
  X_FORWARDED_SERVER("x-forwarded-server", Role.CLIENT),
  X_FORWARDED_SSL("x-forwarded-ssl", Role.CLIENT),
  X_REAL_IP("x-real-ip", Role.CLIENT),
  X_SCHEME("x-scheme", Role.CLIENT),
  X_URL_SCHEME("x-url-scheme", Role.CLIENT),

  /**
   * Any of those with {@code _} for a {@code -}: CGI, WSGI and their like hand both to the app as
   * the same variable. No proxy writes it, so it is a forgery whoever passes it on.
   */
  DISGUISED("", Role.CLIENT),

  ACCESS_CONTROL_ALLOW_ORIGIN("access-control-allow-origin", Role.LINK),
  CONTENT_LOCATION("content-location", Role.LINK),
  LINK("link", Role.LINK),
  LOCATION("location", Role.LINK),
  REFRESH("refresh", Role.LINK),

  ACCEPT("accept", Role.OTHER),
  AUTHORIZATION("authorization", Role.OTHER),
  ORIGIN("origin", Role.OTHER),
  SET_COOKIE("set-cookie", Role.OTHER),
  STRICT_TRANSPORT_SECURITY("strict-transport-security", Role.OTHER),
  WWW_AUTHENTICATE("www-authenticate", Role.OTHER);

  /** What a field is about. */
  public enum Role {
    /** One connection only (RFC 9110 §7.6.1). */
    HOP,
    /** The message's framing or the way it takes: kept whatever {@code Connection} says. */
    MESSAGE,
    /** The client, as told by proxies. */
    CLIENT,
    /** Another resource, by its address. */
    LINK,
    /** Something between client and app. */
    OTHER
  }

  private static final int FIRST_CHARS = 32;
  private static final FieldName[][] BY_LENGTH_AND_FIRST = index();

  private final String lower;
  private final Role role;

  FieldName(String lower, Role role) {
    this.lower = lower;
    this.role = role;
  }

  public Role role() {
    return role;
  }

  /** Which of them the bytes name, or null. */
  static @Nullable FieldName of(byte[] b, int from, int to) {
    int slot = (to - from) * FIRST_CHARS + (b[from] & (FIRST_CHARS - 1));
    if (slot >= BY_LENGTH_AND_FIRST.length) {
      return null;
    }
    for (FieldName candidate : BY_LENGTH_AND_FIRST[slot]) {
      if (Ascii.is(b, from, to, candidate.lower)) {
        return candidate;
      }
      if (candidate.role == Role.CLIENT && candidate.isDisguised(b, from)) {
        return DISGUISED;
      }
    }
    return null;
  }

  private boolean isDisguised(byte[] b, int from) {
    for (int i = 0; i < lower.length(); i++) {
      int c = b[from + i] == '_' ? '-' : Ascii.toLower(b[from + i]);
      if (c != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static FieldName[][] index() {
    int longest = 0;
    for (FieldName name : values()) {
      longest = Math.max(longest, name.lower.length());
    }
    var index = new FieldName[(longest + 1) * FIRST_CHARS][];
    Arrays.fill(index, new FieldName[0]);
    for (FieldName name : values()) {
      if (name != DISGUISED) {
        int slot = name.lower.length() * FIRST_CHARS + (name.lower.charAt(0) & (FIRST_CHARS - 1));
        FieldName[] more = Arrays.copyOf(index[slot], index[slot].length + 1);
        more[more.length - 1] = name;
        index[slot] = more;
      }
    }
    return index;
  }
}
