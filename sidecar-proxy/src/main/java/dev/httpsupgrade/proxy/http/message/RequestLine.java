package dev.httpsupgrade.proxy.http.message;

import dev.httpsupgrade.proxy.http.message.ProxyError.BadRequest;
import dev.httpsupgrade.proxy.http.message.ProxyError.NotImplemented;
import dev.httpsupgrade.proxy.http.message.ProxyError.TargetTooLong;
import dev.httpsupgrade.proxy.http.message.ProxyError.UnsupportedVersion;
import org.jspecify.annotations.Nullable;

/** The request line (RFC 9112 §3): {@code method SP target SP version CRLF}, nothing looser. */
final class RequestLine {

  private static final int VERSION_LENGTH = "HTTP/1.1".length();

  private int methodStart;
  private int methodEnd;
  private int targetStart;
  private int targetEnd;
  private boolean http11;
  private byte[] bytes = {};

  /** Parses from {@code start}; the whole head is there, so that every line has its end. */
  @Nullable ProxyError parse(byte[] b, int start, int maxTarget) {
    bytes = b;
    methodStart = start;
    int i = start;
    while (Ascii.isToken(b[i])) {
      i++;
    }
    methodEnd = i;
    if (i == start || b[i] != Ascii.SP) {
      return new BadRequest("invalid method");
    }
    targetStart = ++i;
    while (Ascii.isTarget(b[i])) {
      i++;
    }
    targetEnd = i;
    if (i == targetStart || b[i] != Ascii.SP) {
      return new BadRequest("invalid request line");
    }
    return i - targetStart > maxTarget ? new TargetTooLong(maxTarget) : version(i + 1);
  }

  private @Nullable ProxyError version(int at) {
    int i = at;
    while (bytes[i] != Ascii.LF) {
      i++;
    }
    if (i - 1 - at != VERSION_LENGTH
        || bytes[i - 1] != Ascii.CR
        || !Ascii.is(bytes, at, at + 5, "http/")
        || bytes[at] != 'H'
        || bytes[at + 6] != '.') {
      return new BadRequest("invalid HTTP version");
    }
    if (bytes[at + 5] != '1' || (bytes[at + 7] != '0' && bytes[at + 7] != '1')) {
      return new UnsupportedVersion();
    }
    http11 = bytes[at + 7] == '1';
    if (methodIs("CONNECT")) {
      return new NotImplemented("CONNECT");
    }
    return targetIsKnownForm() ? null : new BadRequest("invalid request target");
  }

  /** Index after the line. */
  int end() {
    return targetEnd + 1 + VERSION_LENGTH + 2;
  }

  boolean http11() {
    return http11;
  }

  boolean isHead() {
    return methodIs("HEAD");
  }

  /** Safe methods and those that RFC 9110 §9.2.2 calls idempotent. */
  boolean idempotent() {
    return switch (bytes[methodStart]) {
      case 'G' -> methodIs("GET");
      case 'H' -> methodIs("HEAD");
      case 'O' -> methodIs("OPTIONS");
      case 'T' -> methodIs("TRACE");
      case 'P' -> methodIs("PUT");
      case 'D' -> methodIs("DELETE");
      default -> false;
    };
  }

  /** Whether an absolute target names the same host as the {@code Host} field. */
  boolean targetAgrees(Head head, int host) {
    if (bytes[targetStart] == '/' || bytes[targetStart] == '*') {
      return true;
    }
    int from = authorityStart();
    int to = authorityEnd(from);
    int length = head.valueEnd(host) - head.valueStart(host);
    if (to - from != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (Ascii.toLower(bytes[from + i]) != Ascii.toLower(bytes[head.valueStart(host) + i])) {
        return false;
      }
    }
    return true;
  }

  private boolean targetIsKnownForm() {
    byte first = bytes[targetStart];
    return first == '/'
        || (first == '*' && targetEnd == targetStart + 1 && methodIs("OPTIONS"))
        || isAbsolute();
  }

  /** An {@code http} address without a host is none (RFC 9110 §4.2.1). */
  private boolean isAbsolute() {
    int from = authorityStart();
    int to = from < 0 ? from : authorityEnd(from);
    return to > from && HostValue.isValid(bytes, from, to);
  }

  /** Index after {@code http://} or {@code https://}, or -1. */
  private int authorityStart() {
    if (startsWith("http://")) {
      return targetStart + 7;
    }
    return startsWith("https://") ? targetStart + 8 : -1;
  }

  private int authorityEnd(int from) {
    int i = from;
    while (i < targetEnd && bytes[i] != '/' && bytes[i] != '?') {
      i++;
    }
    return i;
  }

  private boolean startsWith(String lower) {
    int end = targetStart + lower.length();
    return end < targetEnd && Ascii.is(bytes, targetStart, end, lower);
  }

  private boolean methodIs(String method) {
    if (methodEnd - methodStart != method.length()) {
      return false;
    }
    for (int i = 0; i < method.length(); i++) {
      if (bytes[methodStart + i] != method.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
