package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.ConnectionEvent;
import dev.httpsupgrade.proxy.connection.Exchange;
import dev.httpsupgrade.proxy.http.ProxyError.BadRequest;
import dev.httpsupgrade.proxy.http.ResponseRewriter.Persistence;
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
    /** Reads a body that nobody wants, of a request that was answered. */
    SKIPPED_BODY,
    /** The request is passed; what comes now belongs to the next one. */
    ANSWER,
    /** Passes bytes of another protocol. */
    TUNNEL,
    /** The last answer is out; what comes now is nobody's. */
    DISCARD
  }

  private final ClientChannel client;
  private final ClientConnection connection;
  private final ConnectionRules rules;
  private final RequestNotes notes;
  private final HttpSettings settings;
  private final Heads heads;
  private final AppLink app;
  private final HeadEnd headEnd = new HeadEnd();
  private final Body body = new Body();
  private final Exchange exchange = new Exchange();
  private final Input input = new Input();
  private final RequestRecorder recorder;
  private final ResponseRelay answers;

  private Phase phase = Phase.HEAD;
  private boolean keepAlive;

  RequestRelay(
      ClientChannel client,
      ClientConnection connection,
      ConnectionRules rules,
      HttpSettings settings,
      Heads heads,
      UpstreamPool pool,
      RequestRecorder recorder) {
    this.client = client;
    this.connection = connection;
    this.rules = rules;
    this.notes = new RequestNotes(rules.client().port());
    this.settings = settings;
    this.heads = heads;
    this.app = new AppLink(pool);
    this.recorder = recorder;
    this.answers =
        new ResponseRelay(
            this, client, exchange, heads, notes, new ProblemWriter(settings.clock()), recorder);
  }

  /** Bytes came from the client. */
  void read(ByteBuf bytes) {
    recorder.received(bytes.readableBytes());
    input.append(bytes, client.alloc());
    proceed();
  }

  /** No more bytes for now. */
  void readComplete() {
    app.flush();
    client.flush();
  }

  /** The client takes more or less than before. */
  void clientWritabilityChanged() {
    app.reading(client.isWritable());
  }

  /** The client has ended its output and may still read. */
  void inputEnded() {
    switch (phase) {
      case HEAD ->
          client.close(input.isEmpty() ? CloseReason.CLIENT_CLOSED : CloseReason.CLIENT_ABORTED);
      case BODY, SKIPPED_BODY -> client.close(CloseReason.CLIENT_ABORTED);
      case ANSWER -> keepAlive = false;
      case TUNNEL -> app.endOutput();
      case DISCARD -> client.close(CloseReason.CLIENT_CLOSED);
    }
  }

  /** The connection has stayed in its state for too long. */
  void overdue(CloseReason reason) {
    if (phase == Phase.HEAD && reason == CloseReason.REQUEST_TIMEOUT) {
      fail(new ProxyError.RequestTimeout());
    } else {
      client.close(reason);
    }
  }

  /** The connection is closed. */
  void closed() {
    phase = Phase.DISCARD;
    recorder.end();
    app.drop();
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
          case BODY, TUNNEL -> app.isWritable();
          case ANSWER -> input.isEmpty();
          case HEAD, SKIPPED_BODY, DISCARD -> true;
        });
  }

  /** The app speaks another protocol from now on. */
  void upgraded() {
    connection.on(ConnectionEvent.UPGRADED);
    recorder.upgraded();
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
    if (reusable && exchange.requestComplete()) {
      app.release();
    } else {
      app.drop();
    }
    if (last != null || !keepAlive) {
      end(last == null ? CloseReason.LAST_ANSWER_SENT : last);
      return;
    }
    connection.on(ConnectionEvent.EXCHANGE_COMPLETED);
    recorder.end();
    phase = Phase.HEAD;
    adjustReading();
    proceed();
    readComplete();
  }

  /** Sends the request again on a connection that the app can't have been about to close. */
  void retry() {
    if (!app.retry(answers)) {
      fail(new ProxyError.AppClosedEarly());
    }
  }

  /** There is no answer of the app's, or no more of it. */
  void fail(ProxyError error) {
    app.drop();
    boolean unparsed = phase == Phase.HEAD;
    phase = Phase.DISCARD;
    input.release();
    if (unparsed || exchange.answerAwaited()) {
      if (unparsed) {
        notes.clear();
      }
      answers.write(error, !unparsed && exchange.request().isHead(), Persistence.CLOSE);
      recorder.end();
      client.closeAfterLinger(error.closeReason());
    } else {
      recorder.end();
      client.abort(error.closeReason());
    }
  }

  /** Ends with the last answer; bytes that still come are nobody's. */
  void end(CloseReason reason) {
    recorder.end();
    boolean quiet = input.isEmpty() && exchange.requestComplete();
    phase = Phase.DISCARD;
    app.drop();
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
            case SKIPPED_BODY -> skipBody();
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
    if (input.skipEmptyLine()) {
      headEnd.reset();
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
      case RequestParser.Result.Parsed(RequestHead request) -> begin(request, end);
    };
  }

  private void awaitMore(int length) {
    if (length >= Head.MAX_BYTES) {
      fail(
          heads.hasLine(Head.MAX_BYTES)
              ? new ProxyError.HeadTooLarge()
              : new ProxyError.TargetTooLong());
    } else if (connection.awaitsRequest()) {
      connection.on(ConnectionEvent.HEAD_BEGUN);
      recorder.begin();
    }
  }

  private boolean begin(RequestHead request, int end) {
    recorder.head(request.http11());
    rules.refresh();
    Head fields = heads.head();
    notes.take(fields, request.host(), rules.answers(fields));
    keepAlive = request.keepAlive();
    ProxyError refused = rules.refuses(fields, request.host());
    if (refused != null) {
      input.skip(end);
      return refuse(refused, request);
    }
    ByteBuf head = heads.requestRewriter().rewrite(request, rules, 0, end, client.alloc());
    input.skip(end);
    connection.on(ConnectionEvent.HEAD_COMPLETED);
    exchange.begin(request.facts());
    body.begin(request.framing());
    answers.begin(request.http11());
    app.begin(answers, head, exchange.repeatable());
    phase = request.facts().hasBody() ? Phase.BODY : Phase.ANSWER;
    if (phase == Phase.BODY && !app.isWritable()) {
      client.reading(false);
    }
    if (!client.isWritable()) {
      app.reading(false);
    }
    return true;
  }

  /**
   * Answers in the app's place. The connection goes on if what follows is clear: if there is no
   * body, or one that is short and surely sent. A client that reads no answers gets no more.
   */
  private boolean refuse(ProxyError error, RequestHead request) {
    connection.on(ConnectionEvent.HEAD_COMPLETED);
    exchange.begin(request.facts());
    keepAlive = keepsAlive() && request.bodyIsSkippable() && client.isWritable();
    answers.write(error, request.facts().isHead(), persistence(request));
    exchange.answerCompleted();
    if (!keepAlive) {
      end(CloseReason.LAST_ANSWER_SENT);
      return false;
    }
    body.begin(request.framing());
    phase = Phase.SKIPPED_BODY;
    return skipBody();
  }

  private Persistence persistence(RequestHead request) {
    if (!keepAlive) {
      return Persistence.CLOSE;
    }
    return request.http11() ? Persistence.IMPLIED : Persistence.KEEP_ALIVE;
  }

  private boolean skipBody() {
    if (!input.isEmpty()) {
      ByteBuf bytes = input.peek();
      input.skip(body.take(bytes, bytes.readerIndex()));
    }
    if (body.done()) {
      exchange.requestCompleted();
      connection.on(ConnectionEvent.EXCHANGE_COMPLETED);
      recorder.end();
      phase = Phase.HEAD;
    }
    return body.done();
  }

  private boolean passBody() {
    ByteBuf bytes = input.peek();
    int length = body.take(bytes, bytes.readerIndex());
    if (length == Body.MALFORMED) {
      fail(new BadRequest("malformed chunk"));
      return false;
    }
    exchange.bodyBegun();
    app.write(input.take(length));
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
    app.write(input.take(input.peek().readableBytes()));
    return true;
  }
}
