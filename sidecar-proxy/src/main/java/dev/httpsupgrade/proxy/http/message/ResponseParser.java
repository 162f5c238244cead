package dev.httpsupgrade.proxy.http.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.httpsupgrade.proxy.http.message.ProxyError.BadAnswer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an answer's head (RFC 9112 §4, §5, §6.3, §9.3). */
public final class ResponseParser {

  private static final Pattern CHUNKED_LAST =
      Pattern.compile("(?i)(?!.*\\b(?:identity|chunked)\\b.*,)[^,]+(?:,[^,]+)*,[ \t]*chunked");

  /** Either what the head means or why it is refused. */
  public sealed interface Result {
    record Parsed(ResponseHead answer) implements Result {}

    record Refused(BadAnswer error) implements Result {}
  }

  private static final String TIMEOUT = "timeout=";
  private static final int MOST_SECONDS = 86_400;
  private static final int MAX_FIELDS = 10_000;
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final Head head;
  private @Nullable Framing framing;
  private @Nullable String wrong;
  private boolean close;
  private boolean keepAlive;
  private boolean unchanged;
  private boolean coded;
  private boolean bindsConnection;
  private int keptSeconds;

  public ResponseParser(Head head) {
    this.head = head;
  }

  /**
   * Parses the head in {@code head.bytes()[0..end)}, the empty line included.
   *
   * @param toHead whether a HEAD asked, whose answer has no body
   * @param toHttp11 whether the client may know transfer codings (RFC 9112 §6.1)
   */
  public Result parse(int end, boolean toHead, boolean toHttp11) {
    int firstLineEnd = firstLineEnd();
    int status = status();
    if (status < 0 || firstLineEnd < 0) {
      return refused("invalid status line");
    }
    if (head.bytes()[end - 2] != Ascii.CR) {
      return refused("empty line ends with LF alone");
    }
    String fault = FieldLines.scan(head, firstLineEnd, end, MAX_FIELDS);
    if (fault != null) {
      return refused(fault);
    }
    if (head.count() > MAX_FIELDS) {
      return refused("more than %d field lines".formatted(MAX_FIELDS));
    }
    readFields();
    if (wrong != null) {
      return refused(wrong);
    }
    boolean http11 = head.bytes()[7] == '1';
    Framing body = bodyOf(status, toHead);
    if (coded && !toHttp11 && !(body instanceof Framing.None)) {
      // We don't decode it, and the client could not tell that it has to.
      return refused("transfer coding for an HTTP/1.0 client");
    }
    boolean persistent = !close && (http11 || keepAlive) && !(body instanceof Framing.UntilClose);
    return new Result.Parsed(new ResponseHead(status, body, http11, persistent, unchanged));
  }

  /** Whether the head that was parsed last asks for credentials that hold for its connection. */
  public boolean bindsConnection() {
    return bindsConnection;
  }

  /** For how long the app keeps an unused connection, as that head says, or -1. */
  public int keptSeconds() {
    return keptSeconds;
  }

  private Framing bodyOf(int status, boolean toHead) {
    if (toHead || status < 200 || status == 204 || status == 304) {
      return Framing.NONE;
    }
    return framing == null ? Framing.UNTIL_CLOSE : framing;
  }

  private int firstLineEnd() {
    byte[] b = head.bytes();
    int i = 0;
    while (!Ascii.isControl(b[i])) {
      i++;
    }
    return b[i] == Ascii.CR && b[i + 1] == Ascii.LF ? i + 2 : -1;
  }

  private int status() {
    byte[] b = head.bytes();
    if (!Ascii.is(b, 0, 7, "http/1.") || (b[7] != '0' && b[7] != '1') || b[8] != Ascii.SP) {
      return -1;
    }
    int status = 0;
    for (int i = STATUS_AT; i < STATUS_AT + 3; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return -1;
      }
      status = status * 10 + b[i] - '0';
    }
    byte next = b[STATUS_AT + 3];
    return status < 100 || (next != Ascii.SP && next != Ascii.CR) ? -1 : status;
  }

  private void readFields() {
    framing = null;
    wrong = null;
    close = false;
    keepAlive = false;
    unchanged = true;
    coded = false;
    bindsConnection = false;
    keptSeconds = -1;
    boolean nominates = HopByHop.nominates(head);
    for (int field = 0; field < head.count(); field++) {
      FieldName name = head.name(field);
      if (name != null) {
        read(name, field);
      }
      unchanged &= !HopByHop.drops(head, field, nominates);
    }
  }

  private void read(FieldName name, int field) {
    switch (name) {
      case CONTENT_LENGTH -> readLength(field);
      case TRANSFER_ENCODING -> readCoding(field);
      case KEEP_ALIVE -> keptSeconds = timeout(field);
      case WWW_AUTHENTICATE -> bindsConnection |= head.valueBindsConnection(field);
      case CONNECTION -> {
        close |= head.valueHas(field, "close");
        keepAlive |= head.valueHas(field, "keep-alive");
      }
      default -> {
        // The others matter to the rewriter alone.
      }
    }
  }

  /** That of {@code Keep-Alive: timeout=5, max=100} (RFC 2068 §19.7.1.1), or -1. */
  private int timeout(int field) {
    byte[] b = head.bytes();
    int end = head.valueEnd(field);
    for (int i = head.valueStart(field); i < end; i++) {
      int digits = i + TIMEOUT.length();
      if (digits < end && Ascii.is(b, i, digits, TIMEOUT)) {
        long seconds = -1;
        for (int d = digits; d < end && b[d] >= '0' && b[d] <= '9'; d++) {
          seconds = Math.min(MOST_SECONDS, Math.max(0, seconds) * 10 + b[d] - '0');
        }
        return (int) seconds;
      }
    }
    return -1;
  }

  private void readLength(int field) {
    long length = ContentLength.parse(head, field);
    if (length == ContentLength.INVALID) {
      wrong = "invalid Content-Length";
    } else if (framing == null) {
      framing = new Framing.Length(length);
    } else {
      wrong = "contradictory framing";
    }
  }

  private void readCoding(int field) {
    if (framing != null) {
      wrong = "contradictory framing";
    }
    coded = !head.valueIs(field, "chunked");
    if (!coded || endsWithChunked(field)) {
      framing = Framing.CHUNKED;
    } else if (head.valueHas(field, "chunked") || head.valueHas(field, "identity")) {
      wrong = "Transfer-Encoding has chunked, and not once and last";
    } else {
      // A coding that does not end with chunked ends with the connection (RFC 9112 §6.3).
      framing = Framing.UNTIL_CLOSE;
    }
  }

  /** Whether other codings precede chunked, which are the client's business. */
  private boolean endsWithChunked(int field) {
    String value =
        new String(
            head.bytes(),
            head.valueStart(field),
            head.valueEnd(field) - head.valueStart(field),
            ISO_8859_1);
    return CHUNKED_LAST.matcher(value).matches();
  }

  private static Result refused(String detail) {
    return new Result.Refused(new BadAnswer(detail));
  }
}
