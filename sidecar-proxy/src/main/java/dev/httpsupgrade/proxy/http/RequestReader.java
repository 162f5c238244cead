package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.http.message.Ascii;
import dev.httpsupgrade.proxy.http.message.Body;
import dev.httpsupgrade.proxy.http.message.ChunkScanner;
import dev.httpsupgrade.proxy.http.message.HeadEnd;
import dev.httpsupgrade.proxy.http.message.Input;
import dev.httpsupgrade.proxy.http.message.ProxyError;
import dev.httpsupgrade.proxy.http.message.ProxyError.BadRequest;
import dev.httpsupgrade.proxy.http.message.ProxyError.HeadTooLarge;
import dev.httpsupgrade.proxy.http.message.ProxyError.TargetTooLong;
import dev.httpsupgrade.proxy.http.message.RequestHead;
import dev.httpsupgrade.proxy.http.message.RequestParser.Result;
import dev.httpsupgrade.proxy.http.rules.ConnectionRules;
import dev.httpsupgrade.sidecar.config.Limits;
import io.netty.buffer.ByteBuf;

/** Cuts what a client sends into heads and bodies, each told to the {@link RequestRelay}. */
final class RequestReader {

  /** What comes next, which the relay decides. */
  enum Phase {
    /** A head, which is awaited or begun. */
    HEAD,
    /** A body. */
    BODY,
    /** A body that nobody wants, of a request that was answered. */
    SKIPPED_BODY,
    /** Nothing: the request is passed, and what comes now belongs to the next one. */
    ANSWER,
    /** Bytes of another protocol. */
    TUNNEL,
    /** Nothing: the last answer is out, and what comes now is nobody's. */
    DISCARD
  }

  private static final byte[] HEAD_METHOD = {'H', 'E', 'A', 'D', ' '};

  private final RequestRelay requests;
  private final ClientChannel client;
  private final Heads heads;
  private final Limits.Head limits;
  private final HeadEnd headEnd = new HeadEnd(false);
  private final Body body = new Body();
  private final Input input = new Input();
  private Phase phase = Phase.HEAD;
  private int headLength;

  RequestReader(RequestRelay requests, ClientChannel client, Heads heads, Limits.Head limits) {
    this.requests = requests;
    this.client = client;
    this.heads = heads;
    this.limits = limits;
  }

  Phase phase() {
    return phase;
  }

  void read(ByteBuf bytes) {
    input.append(bytes, client.alloc());
    proceed();
  }

  /** Goes on with what is there already. */
  void become(Phase next) {
    phase = next;
    proceed();
  }

  /** Throws away what is there and what still comes. */
  void discard() {
    phase = Phase.DISCARD;
    input.release();
  }

  /** The beginning of the head that was told, a character per byte. */
  String headText() {
    return heads.text(headLength);
  }

  /** Whether all that came was taken. */
  boolean isEmpty() {
    return input.isEmpty();
  }

  /** Takes the head that was told, as the app is to get it; what follows it comes next. */
  ByteBuf takeHead(RequestHead request, ConnectionRules rules) {
    ByteBuf head = heads.requestRewriter().rewrite(request, rules, 0, headLength, client.alloc());
    input.skip(headLength);
    body.begin(request.framing(), ChunkScanner.Mode.STRICT);
    phase = request.facts().hasBody() ? Phase.BODY : Phase.ANSWER;
    return head;
  }

  /** Leaves out the head that was told, and the body that follows it. */
  void skipHead(RequestHead request) {
    input.skip(headLength);
    body.begin(request.framing(), ChunkScanner.Mode.STRICT);
    phase = Phase.SKIPPED_BODY;
    skipBody();
  }

  /** Whether what begins here is a HEAD request, well-formed or not: its answer has no body. */
  boolean beginsWithHead() {
    if (input.isEmpty() || input.peek().readableBytes() < HEAD_METHOD.length) {
      return false;
    }
    ByteBuf bytes = input.peek();
    for (int i = 0; i < HEAD_METHOD.length; i++) {
      if (bytes.getByte(bytes.readerIndex() + i) != HEAD_METHOD[i]) {
        return false;
      }
    }
    return true;
  }

  private void proceed() {
    boolean more = true;
    while (more && !input.isEmpty()) {
      more =
          switch (phase) {
            case HEAD -> input.skipEmptyLine() ? skippedLine() : readHead();
            case BODY -> readBody();
            case SKIPPED_BODY -> skipBody();
            case TUNNEL -> {
              requests.tunnel().pass(input.take(input.peek().readableBytes()));
              yield true;
            }
            case ANSWER -> {
              requests.adjustReading();
              yield false;
            }
            case DISCARD -> {
              client.discarded(input.peek().readableBytes());
              input.release();
              yield false;
            }
          };
    }
  }

  private boolean skippedLine() {
    headEnd.reset();
    return true;
  }

  private boolean readHead() {
    ByteBuf bytes = input.peek();
    int end = heads.load(bytes, headEnd, limits.maxBytes());
    if (end == HeadEnd.BARE_LF) {
      return refuse(new BadRequest("line ends with LF alone"));
    }
    if (end == HeadEnd.INCOMPLETE) {
      return bytes.readableBytes() < limits.maxBytes()
          ? awaitMore(bytes)
          : refuse(
              headEnd.hasLine()
                  ? new HeadTooLarge("%d bytes".formatted(limits.maxBytes()))
                  : new TargetTooLong(limits.maxTargetBytes()));
    }
    headLength = end;
    return switch (heads.requestParser().parse(0, end, limits)) {
      case Result.Refused(ProxyError error) -> refuse(error);
      case Result.Parsed(RequestHead request) -> {
        requests.begin(request);
        yield true;
      }
    };
  }

  private boolean awaitMore(ByteBuf bytes) {
    // A CR alone may be half of a leftover line.
    if (bytes.readableBytes() > 1 || bytes.getByte(bytes.readerIndex()) != Ascii.CR) {
      requests.headBegun();
    }
    return false;
  }

  private boolean readBody() {
    ByteBuf bytes = input.peek();
    int length = body.take(bytes, bytes.readerIndex());
    if (length == Body.MALFORMED) {
      return refuse(new BadRequest("malformed chunk"));
    }
    ByteBuf taken = input.take(length);
    if (body.done()) {
      phase = Phase.ANSWER;
    }
    requests.passBody(taken, body.done());
    return true;
  }

  private boolean skipBody() {
    if (!input.isEmpty()) {
      ByteBuf bytes = input.peek();
      input.skip(body.take(bytes, bytes.readerIndex()));
    }
    if (body.done()) {
      phase = Phase.HEAD;
    }
    requests.skipBody(body.done());
    return body.done();
  }

  private boolean refuse(ProxyError error) {
    requests.end().fail(error);
    return false;
  }
}
