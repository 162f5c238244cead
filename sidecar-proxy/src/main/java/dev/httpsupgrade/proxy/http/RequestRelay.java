package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.ConnectionEvent;
import dev.httpsupgrade.proxy.connection.Exchange;
import dev.httpsupgrade.proxy.http.ProxyError.BadRequest;
import dev.httpsupgrade.proxy.upstream.UpstreamConnection;
import dev.httpsupgrade.proxy.upstream.UpstreamPool;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Passes one client's requests to the app, one after the other. */
final class RequestRelay {

  private enum Phase {
    /** Awaits or reads a head. */
    HEAD,
    /** Passes a body. */
    BODY,
    /** The request is passed; what comes now belongs to the next one. */
    ANSWER,
    /** Passes bytes of another protocol. */
    TUNNEL,
    /** The last answer is out; what comes now is nobody's. */
    DISCARD
  }

  private final ClientChannel client;
  private final ClientConnection connection;
  private final ForwardingFields forwarding;
  private final HttpSettings settings;
  private final Heads heads;
  private final UpstreamPool pool;
  private final HeadEnd headEnd = new HeadEnd();
  private final Body body = new Body();
  private final Exchange exchange = new Exchange();
  private final Input input = new Input();
  private final ResponseRelay answers;

  private Phase phase = Phase.HEAD;
  private boolean keepAlive;
  private @Nullable UpstreamConnection upstream;
  private @Nullable ByteBuf repeat;

  RequestRelay(
      ClientChannel client,
      ClientConnection connection,
      ForwardingFields forwarding,
      HttpSettings settings,
      Heads heads,
      UpstreamPool pool,
      AnswerCounter counter) {
    this.client = client;
    this.connection = connection;
    this.forwarding = forwarding;
    this.settings = settings;
    this.heads = heads;
    this.pool = pool;
    this.answers = new ResponseRelay(this, client, exchange, heads, counter);
  }

  /** Bytes came from the client. */
  void read(ByteBuf bytes) {
    input.append(bytes, client.alloc());
    proceed();
  }

  /** No more bytes for now. */
  void readComplete() {
    if (upstream != null) {
      upstream.flush();
    }
  }

  /** The client takes more or less than before. */
  void clientWritabilityChanged() {
    if (upstream != null) {
      upstream.reading(client.isWritable());
    }
  }

  /** The client has ended its output and may still read. */
  void inputEnded() {
    switch (phase) {
      case HEAD ->
          client.close(input.isEmpty() ? CloseReason.CLIENT_CLOSED : CloseReason.CLIENT_ABORTED);
      case BODY -> client.close(CloseReason.CLIENT_ABORTED);
      case ANSWER -> keepAlive = false;
      case TUNNEL -> {
        if (upstream != null) {
          upstream.endOutput();
        }
      }
      case DISCARD -> client.close(CloseReason.CLIENT_CLOSED);
    }
  }

  /** A request's head took too long. */
  void headTimedOut() {
    fail(new ProxyError.RequestTimeout());
  }

  /** The connection is closed. */
  void closed() {
    phase = Phase.DISCARD;
    dropUpstream();
    input.release();
  }

  /** Whether the client may send another request after this one. */
  boolean keepsAlive() {
    return keepAlive && !settings.draining().getAsBoolean();
  }

  /** The app takes more or less than before. */
  void adjustReading() {
    client.reading(
        switch (phase) {
          case BODY, TUNNEL -> upstream != null && upstream.isWritable();
          case ANSWER -> input.isEmpty();
          case HEAD, DISCARD -> true;
        });
  }

  /** The app speaks another protocol from now on. */
  void upgraded() {
    connection.on(ConnectionEvent.UPGRADED);
    phase = Phase.TUNNEL;
    adjustReading();
    proceed();
    readComplete();
  }

  /**
   * The answer is out.
   *
   * @param reusable whether the app takes another request on its connection
   * @param last the reason to close the client's connection with it, or null
   */
  void answered(boolean reusable, @Nullable CloseReason last) {
    if (!exchange.requestComplete() && last == null) {
      return;
    }
    UpstreamConnection used = upstream;
    upstream = null;
    releaseRepeat();
    if (used != null && reusable && exchange.requestComplete()) {
      used.release();
    } else if (used != null) {
      used.close();
    }
    if (last != null || !keepAlive) {
      end(last == null ? CloseReason.LAST_ANSWER_SENT : last);
      return;
    }
    connection.on(ConnectionEvent.EXCHANGE_COMPLETED);
    phase = Phase.HEAD;
    adjustReading();
    proceed();
    readComplete();
  }

  /** Sends the request again on a connection that the app can't have been about to close. */
  void retry() {
    ByteBuf head = repeat;
    repeat = null;
    if (head == null) {
      fail(new ProxyError.AppClosedEarly());
      return;
    }
    upstream = pool.connect(answers);
    upstream.write(head);
    upstream.flush();
  }

  /** There is no answer of the app's, or no more of it. */
  void fail(ProxyError error) {
    dropUpstream();
    boolean untouched = phase == Phase.HEAD || exchange.answerAwaited();
    phase = Phase.DISCARD;
    input.release();
    if (untouched) {
      answers.write(error);
      client.closeAfterLinger(error.closeReason());
    } else {
      client.abort(error.closeReason());
    }
  }

  /** Ends with the last answer; bytes that still come are nobody's. */
  void end(CloseReason reason) {
    boolean quiet = input.isEmpty() && exchange.requestComplete();
    phase = Phase.DISCARD;
    dropUpstream();
    input.release();
    if (quiet) {
      client.closeAfterFlush(reason);
    } else {
      client.closeAfterLinger(reason);
    }
  }

  private void proceed() {
    while (!input.isEmpty()) {
      boolean goOn =
          switch (phase) {
            case HEAD -> readHead();
            case BODY -> passBody();
            case TUNNEL -> passAll();
            case ANSWER -> {
              adjustReading();
              yield false;
            }
            case DISCARD -> {
              input.release();
              yield false;
            }
          };
      if (!goOn) {
        return;
      }
    }
  }

  private boolean readHead() {
    if (skipsEmptyLine()) {
      return true;
    }
    ByteBuf bytes = input.peek();
    int end = heads.load(bytes, headEnd);
    if (end == HeadEnd.BARE_LF) {
      fail(new BadRequest("line ends with LF alone"));
      return false;
    }
    if (end == HeadEnd.INCOMPLETE) {
      awaitMore(bytes.readableBytes());
      return false;
    }
    return switch (heads.requestParser().parse(0, end)) {
      case RequestParser.Result.Refused(ProxyError error) -> {
        fail(error);
        yield false;
      }
      case RequestParser.Result.Parsed(RequestHead request) -> {
        begin(request, end);
        yield true;
      }
    };
  }

  /** One that stands before a request line is a leftover (RFC 9112 §2.2). */
  private boolean skipsEmptyLine() {
    ByteBuf bytes = input.peek();
    int at = bytes.readerIndex();
    boolean empty =
        bytes.readableBytes() >= 2
            && bytes.getByte(at) == Ascii.CR
            && bytes.getByte(at + 1) == Ascii.LF;
    if (empty) {
      headEnd.reset();
      input.skip(2);
    }
    return empty;
  }

  private void awaitMore(int length) {
    if (length >= Head.MAX_BYTES) {
      fail(
          heads.hasLine(Head.MAX_BYTES)
              ? new ProxyError.HeadTooLarge()
              : new ProxyError.TargetTooLong());
    } else if (connection.awaitsRequest()) {
      connection.on(ConnectionEvent.HEAD_BEGUN);
    }
  }

  private void begin(RequestHead request, int end) {
    ByteBuf head = heads.requestRewriter().rewrite(request, forwarding, 0, end, client.alloc());
    input.skip(end);
    connection.on(ConnectionEvent.HEAD_COMPLETED);
    keepAlive = request.keepAlive();
    exchange.begin(request.facts());
    body.begin(request.framing());
    answers.begin(request.http11());
    UpstreamConnection app = pool.acquire(answers, exchange.repeatable());
    upstream = app;
    if (app.reused() && exchange.repeatable()) {
      repeat = head.retainedDuplicate();
    }
    app.write(head);
    phase = request.facts().hasBody() ? Phase.BODY : Phase.ANSWER;
    if (phase == Phase.BODY && !app.isWritable()) {
      client.reading(false);
    }
    if (!client.isWritable()) {
      app.reading(false);
    }
  }

  private boolean passBody() {
    ByteBuf bytes = input.peek();
    int length = body.take(bytes, bytes.readerIndex());
    if (length == Body.MALFORMED) {
      fail(new BadRequest("malformed chunk"));
      return false;
    }
    exchange.bodyBegun();
    ByteBuf part = input.take(length);
    if (upstream == null) {
      part.release();
    } else {
      upstream.write(part);
    }
    if (body.done()) {
      exchange.requestCompleted();
      phase = Phase.ANSWER;
      adjustReading();
      if (exchange.answerComplete()) {
        readComplete();
        answers.requestCompleted();
      }
    }
    return true;
  }

  private boolean passAll() {
    ByteBuf all = input.take(input.peek().readableBytes());
    if (upstream == null) {
      all.release();
    } else {
      upstream.write(all);
    }
    return true;
  }

  private void dropUpstream() {
    releaseRepeat();
    if (upstream != null) {
      upstream.close();
      upstream = null;
    }
  }

  private void releaseRepeat() {
    if (repeat != null) {
      repeat.release();
      repeat = null;
    }
  }
}
