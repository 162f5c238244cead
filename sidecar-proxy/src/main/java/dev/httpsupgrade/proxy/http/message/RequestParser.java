package dev.httpsupgrade.proxy.http.message;

import dev.httpsupgrade.proxy.connection.Exchange;
import dev.httpsupgrade.proxy.http.message.ProxyError.BadRequest;
import dev.httpsupgrade.proxy.http.message.ProxyError.NotImplemented;
import dev.httpsupgrade.sidecar.config.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's head (RFC 9112 §3, §5, §6, §9).
 *
 * <p>Strict: whatever two parsers may read in two ways is refused, since we are the first of two.
 */
public final class RequestParser {

  /** Either what the head means or why it is refused. */
  public sealed interface Result {
    record Parsed(RequestHead request) implements Result {}

    record Refused(ProxyError error) implements Result {}
  }

  /**
   * Each field may be looked up in each Connection field, which must not be the client's choice.
   */
  private static final int MAX_CONNECTION_BYTES = 512;

  private final Head head;
  private final RequestLine line = new RequestLine();
  private int host;
  private int connectionBytes;
  private boolean close;
  private boolean asksKeepAlive;
  private boolean upgradeOption;
  private boolean upgrade;
  private boolean expectsContinue;
  private @Nullable Framing framing;
  private @Nullable String wrong;

  public RequestParser(Head head) {
    this.head = head;
  }

  /** Parses the head in {@code head.bytes()[start..end)}, the empty line included. */
  public Result parse(int start, int end, Limits.Head limits) {
    ProxyError refused = line.parse(head.bytes(), start, limits.maxTargetBytes());
    if (refused != null) {
      return new Result.Refused(refused);
    }
    String fault = FieldLines.scan(head, line.end(), end, limits.maxFields());
    if (fault != null) {
      return new Result.Refused(new BadRequest(fault));
    }
    if (head.count() > limits.maxFields()) {
      return new Result.Refused(
          new ProxyError.HeadTooLarge("%d field lines".formatted(limits.maxFields())));
    }
    readFields();
    if (wrong != null) {
      return new Result.Refused(new BadRequest(wrong));
    }
    if (framing instanceof Framing.Ambiguous(ProxyError error)) {
      return new Result.Refused(error);
    }
    return checked(framing == null ? Framing.NONE : framing);
  }

  private Result checked(Framing body) {
    if (line.http11() && host < 0) {
      return new Result.Refused(new BadRequest("no Host"));
    }
    if (!line.http11() && body instanceof Framing.Chunked) {
      return new Result.Refused(new BadRequest("Transfer-Encoding in HTTP/1.0"));
    }
    if (host >= 0 && !line.targetAgrees(head, host)) {
      return new Result.Refused(new BadRequest("target and Host differ"));
    }
    boolean hasBody =
        switch (body) {
          case Framing.Length(long bytes) -> bytes > 0;
          case Framing.Chunked _ -> true;
          case Framing.None _, Framing.UntilClose _, Framing.Ambiguous _ -> false;
        };
    var facts =
        new Exchange.Request(
            line.idempotent(),
            hasBody,
            expectsContinue && line.http11(),
            line.isHead(),
            upgrade && upgradeOption && line.http11());
    return new Result.Parsed(new RequestHead(body, facts, line.http11(), keepAlive(), host));
  }

  private boolean keepAlive() {
    return !close && (line.http11() || asksKeepAlive);
  }

  private void readFields() {
    host = -1;
    connectionBytes = 0;
    close = false;
    asksKeepAlive = false;
    upgradeOption = false;
    upgrade = false;
    expectsContinue = false;
    framing = null;
    wrong = null;
    for (int field = 0; field < head.count(); field++) {
      FieldName name = head.name(field);
      if (name != null) {
        read(name, field);
      }
    }
  }

  private void read(FieldName name, int field) {
    switch (name) {
      case HOST -> readHost(field);
      case CONTENT_LENGTH -> readLength(field);
      case TRANSFER_ENCODING -> readCoding(field);
      case CONNECTION -> readConnection(field);
      case UPGRADE -> upgrade = true;
      case EXPECT -> expectsContinue |= head.valueIs(field, "100-continue");
      default -> {
        // The others matter to the rewriter alone.
      }
    }
  }

  private void readConnection(int field) {
    connectionBytes += head.valueEnd(field) - head.valueStart(field);
    if (connectionBytes > MAX_CONNECTION_BYTES) {
      wrong = "Connection too long";
    }
    close |= head.valueHas(field, "close");
    asksKeepAlive |= head.valueHas(field, "keep-alive");
    upgradeOption |= head.valueHas(field, "upgrade");
  }

  private void readHost(int field) {
    if (host >= 0) {
      wrong = "more than one Host";
    } else if (!HostValue.isValid(head.bytes(), head.valueStart(field), head.valueEnd(field))) {
      wrong = "invalid Host";
    }
    host = field;
  }

  private void readLength(int field) {
    long length = ContentLength.parse(head, field);
    if (length == ContentLength.INVALID) {
      framing = ambiguous("invalid Content-Length");
    } else if (framing == null) {
      framing = new Framing.Length(length);
    } else if (framing instanceof Framing.Chunked) {
      framing = ambiguous("both Content-Length and Transfer-Encoding");
    } else if (framing instanceof Framing.Length) {
      framing = ambiguous("more than one Content-Length");
    }
  }

  private void readCoding(int field) {
    if (framing instanceof Framing.Length) {
      framing = ambiguous("both Content-Length and Transfer-Encoding");
    } else if (framing != null) {
      framing = ambiguous("more than one Transfer-Encoding");
    } else if (head.valueIs(field, "chunked")) {
      framing = Framing.CHUNKED;
    } else if (head.valueStart(field) == head.valueEnd(field) || head.valueHas(field, "chunked")) {
      framing = ambiguous("Transfer-Encoding is not just chunked");
    } else {
      framing = new Framing.Ambiguous(new NotImplemented("transfer coding"));
    }
  }

  private static Framing ambiguous(String detail) {
    return new Framing.Ambiguous(new BadRequest(detail));
  }
}
