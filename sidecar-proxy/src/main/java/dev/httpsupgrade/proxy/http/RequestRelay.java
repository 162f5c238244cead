package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.ConnectionEvent;
import dev.httpsupgrade.proxy.connection.Exchange;
import dev.httpsupgrade.proxy.http.RequestReader.Phase;
import dev.httpsupgrade.proxy.http.ResponseRewriter.Persistence;
import dev.httpsupgrade.proxy.upstream.UpstreamPool;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Passes one client's requests to the app, one after the other. */
final class RequestRelay {

  private final ClientChannel client;
  private final ClientConnection connection;
  private final ConnectionRules rules;
  private final RequestNotes notes;
  private final HttpSettings settings;
  private final Head fields;
  private final AppLink app;
  private final Exchange exchange = new Exchange();
  private final RequestReader reader;
  private final RequestRecorder recorder;
  private final Tunnel tunnel;
  private final ResponseRelay answers;

  private boolean keepAlive;
  private boolean inputEnded;

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
    this.fields = heads.head();
    this.app = new AppLink(pool);
    this.reader = new RequestReader(this, client, heads, settings.limits());
    this.recorder = recorder;
    this.tunnel = new Tunnel(client, app, connection);
    this.answers =
        new ResponseRelay(
            this,
            client,
            connection,
            exchange,
            heads,
            notes,
            new ProblemWriter(settings.clock()),
            recorder);
  }

  /** Bytes came from the client. */
  void read(ByteBuf bytes) {
    recorder.received(bytes.readableBytes());
    reader.read(bytes);
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
    inputEnded = true;
    switch (reader.phase()) {
      case HEAD, BODY, SKIPPED_BODY -> leave();
      case ANSWER -> endLastRequest();
      case TUNNEL -> {
        if (tunnel.clientEnded()) {
          leave();
        }
      }
      case DISCARD -> client.inputEnded();
    }
  }

  /** The client has ended its TLS session, so that it can't be answered any more. */
  void sessionEnded() {
    switch (reader.phase()) {
      case DISCARD -> client.inputEnded();
      case TUNNEL -> {
        app.finish();
        leave();
      }
      case HEAD, BODY, SKIPPED_BODY, ANSWER -> leave();
    }
  }

  /** The client's connection broke. */
  void broken() {
    app.reset();
  }

  /** The connection has stayed in its state for too long. */
  void overdue(CloseReason reason) {
    if (reader.phase() == Phase.DISCARD) {
      client.endOverdue();
      return;
    }
    if (reader.phase() == Phase.SKIPPED_BODY) {
      end(reason);
      return;
    }
    switch (ProxyError.of(reason)) {
      case null -> end(reason);
      case ProxyError.BodyTimeout _ when !app.isWritable() -> {
        // The app takes nothing, so that the client is not to blame.
      }
      case ProxyError error -> fail(error);
    }
  }

  /** Nobody waits for idle clients any more. */
  void stopIdle() {
    if (connection.awaitsRequest()) {
      end(CloseReason.STOPPED);
    }
  }

  /** The connection is closed. */
  void closed() {
    recorder.end();
    app.drop();
    reader.discard();
  }

  /** Whether the client may send another request after this one. */
  boolean keepsAlive() {
    return keepAlive && !settings.draining().getAsBoolean();
  }

  /** The app takes more or less than before. */
  void adjustReading() {
    client.reading(
        switch (reader.phase()) {
          case BODY -> {
            connection.gotOn();
            yield app.isWritable();
          }
          case TUNNEL -> app.isWritable();
          case ANSWER -> reader.isEmpty();
          case HEAD, SKIPPED_BODY, DISCARD -> true;
        });
  }

  /** The app speaks another protocol from now on. */
  void upgraded() {
    connection.on(ConnectionEvent.UPGRADED);
    recorder.upgraded();
    reader.become(Phase.TUNNEL);
    adjustReading();
    readComplete();
  }

  /** The app's connection, which was a tunnel, has closed. */
  void tunnelEnded(boolean orderly) {
    if (orderly) {
      end(CloseReason.TUNNEL_ENDED);
    } else {
      reader.discard();
      app.drop();
      client.abort(CloseReason.TUNNEL_ENDED);
    }
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
    reader.become(Phase.HEAD);
    adjustReading();
    readComplete();
    if (inputEnded && reader.phase() == Phase.HEAD) {
      leave();
    }
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
    boolean unparsed = reader.phase() == Phase.HEAD;
    boolean headOnly = unparsed ? reader.beginsWithHead() : exchange.request().isHead();
    reader.discard();
    if (unparsed || exchange.answerAwaited()) {
      if (unparsed) {
        notes.clear();
      }
      answers.write(error, headOnly, Persistence.CLOSE);
      recorder.end();
      client.end(error.closeReason(), false);
    } else {
      recorder.end();
      client.abort(error.closeReason());
    }
  }

  /** Ends with the last answer; bytes that still come are nobody's. */
  void end(CloseReason reason) {
    recorder.end();
    boolean quiet = inputEnded || (reader.isEmpty() && exchange.requestComplete());
    app.drop();
    reader.discard();
    client.end(reason, quiet);
  }

  /** The client has left. */
  void leave() {
    end(connection.closed());
  }

  /** Some bytes of a head came. */
  void headBegun() {
    if (connection.awaitsRequest()) {
      connection.on(ConnectionEvent.HEAD_BEGUN);
      recorder.begin();
    }
  }

  /** A head came, which is to be taken from the reader. */
  void begin(RequestHead request) {
    recorder.head(request.http11());
    rules.refresh();
    notes.take(fields, request.host(), rules.answers(fields));
    keepAlive = request.keepAlive();
    ProxyError refused = rules.refuses(fields, request.host());
    if (refused == null) {
      pass(request);
    } else {
      refuse(refused, request);
    }
  }

  private void pass(RequestHead request) {
    ByteBuf head = reader.takeHead(request, rules);
    boolean hasBody = request.facts().hasBody();
    connection.on(hasBody ? ConnectionEvent.HEAD_COMPLETED : ConnectionEvent.REQUEST_COMPLETED);
    exchange.begin(request.facts());
    answers.begin(request.http11());
    app.begin(answers, head, exchange.repeatable());
    if (hasBody && !app.isWritable()) {
      client.reading(false);
    }
    if (!client.isWritable()) {
      app.reading(false);
    }
    if (!hasBody) {
      endLastRequest();
    }
  }

  /**
   * Answers in the app's place. The connection goes on if what follows is clear: if there is no
   * body, or one that is short and surely sent. A client that reads no answers gets no more.
   */
  private void refuse(ProxyError error, RequestHead request) {
    connection.on(ConnectionEvent.HEAD_COMPLETED);
    exchange.begin(request.facts());
    keepAlive = keepsAlive() && request.bodyIsSkippable() && client.isWritable();
    answers.write(error, request.facts().isHead(), persistence(request));
    exchange.answerCompleted();
    if (keepAlive) {
      reader.skip(request);
    } else {
      end(CloseReason.LAST_ANSWER_SENT);
    }
  }

  private Persistence persistence(RequestHead request) {
    if (!keepAlive) {
      return Persistence.CLOSE;
    }
    return request.http11() ? Persistence.IMPLIED : Persistence.KEEP_ALIVE;
  }

  /** The end of a request that was refused has come. */
  void skipped() {
    exchange.requestCompleted();
    connection.on(ConnectionEvent.REQUEST_COMPLETED);
    connection.on(ConnectionEvent.ANSWER_BEGUN);
    connection.on(ConnectionEvent.EXCHANGE_COMPLETED);
    recorder.end();
    if (inputEnded && reader.isEmpty()) {
      leave();
    }
  }

  /** Bytes of a body came; at its end, {@code last} is true. */
  void passBody(ByteBuf bytes, boolean last) {
    connection.gotOn();
    exchange.bodyBegun();
    app.write(bytes);
    if (last) {
      requestCompleted();
    }
  }

  Tunnel tunnel() {
    return tunnel;
  }

  private void requestCompleted() {
    exchange.requestCompleted();
    connection.on(ConnectionEvent.REQUEST_COMPLETED);
    adjustReading();
    endLastRequest();
    if (!exchange.answerAwaited()) {
      connection.on(ConnectionEvent.ANSWER_BEGUN);
    }
    if (exchange.answerComplete()) {
      readComplete();
      answers.requestCompleted();
    }
  }

  /**
   * If the client has ended its output after this request, so do we: whether it still waits for the
   * answer or has gone is for the app to judge, as it would without us.
   */
  private void endLastRequest() {
    if (inputEnded && reader.isEmpty()) {
      keepAlive = false;
      exchange.inputEnded();
      app.endOutput();
    }
  }
}
