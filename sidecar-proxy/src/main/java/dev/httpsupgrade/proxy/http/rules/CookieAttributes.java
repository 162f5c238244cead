package dev.httpsupgrade.proxy.http.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.proxy.http.message.Ascii;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.HeadWriter;
import dev.httpsupgrade.sidecar.config.Rewrite.Cookies;
import dev.httpsupgrade.sidecar.config.Rewrite.SameSite;
import org.jspecify.annotations.Nullable;

/**
 * Adds the attributes that a {@code Set-Cookie} lacks, at its end: name, value and the app's own
 * attributes stay (RFC 6265bis §5.6).
 */
final class CookieAttributes {

  private static final byte[] NONE = {};
  private static final byte[] SECURE = "; Secure".getBytes(US_ASCII);

  private final byte[] secure;
  private final byte[] sameSite;

  private CookieAttributes(Cookies cookies) {
    secure = cookies.secure() ? SECURE : NONE;
    sameSite = cookies.sameSite() == null ? NONE : attribute(cookies.sameSite());
  }

  /** Null if there is nothing to add. */
  static @Nullable CookieAttributes of(@Nullable Cookies cookies) {
    return cookies == null || (!cookies.secure() && cookies.sameSite() == null)
        ? null
        : new CookieAttributes(cookies);
  }

  void complete(Head head, int field, HeadWriter writer) {
    byte[] b = head.bytes();
    int end = head.valueEnd(field);
    boolean hasSecure = false;
    boolean hasSameSite = false;
    int from = pairEnd(b, head.valueStart(field), end);
    while (from < end) {
      int nameStart = skipBlanks(b, from + 1, end);
      int to = pairEnd(b, nameStart, end);
      int nameEnd = nameEnd(b, nameStart, to);
      hasSecure |= Ascii.is(b, nameStart, nameEnd, "secure");
      hasSameSite |= Ascii.is(b, nameStart, nameEnd, "samesite");
      from = to;
    }
    if (!hasSecure) {
      writer.splice(end, end, secure, 0, secure.length);
    }
    if (!hasSameSite) {
      writer.splice(end, end, sameSite, 0, sameSite.length);
    }
  }

  private static int pairEnd(byte[] b, int from, int end) {
    int i = from;
    while (i < end && b[i] != ';') {
      i++;
    }
    return i;
  }

  private static int nameEnd(byte[] b, int from, int end) {
    int i = from;
    while (i < end && b[i] != '=') {
      i++;
    }
    while (i > from && Ascii.isBlank(b[i - 1])) {
      i--;
    }
    return i;
  }

  private static int skipBlanks(byte[] b, int from, int end) {
    int i = from;
    while (i < end && Ascii.isBlank(b[i])) {
      i++;
    }
    return i;
  }

  private static byte[] attribute(SameSite sameSite) {
    return switch (sameSite) {
      case STRICT -> "; SameSite=Strict".getBytes(US_ASCII);
      case LAX -> "; SameSite=Lax".getBytes(US_ASCII);
      case NONE -> "; SameSite=None".getBytes(US_ASCII);
    };
  }
}
