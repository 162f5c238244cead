package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.ConnectionEvent;
import dev.httpsupgrade.proxy.connection.Exchange;
import dev.httpsupgrade.proxy.http.RequestReader.Phase;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.Persistence;
import dev.httpsupgrade.proxy.http.message.ProxyError;
import dev.httpsupgrade.proxy.http.message.RequestHead;
import dev.httpsupgrade.proxy.http.problem.ProblemWriter;
import dev.httpsupgrade.proxy.http.rules.ConnectionRules;
import dev.httpsupgrade.proxy.http.rules.RequestNotes;
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
  private final Heads heads;
  private final AppLink app;
  private final Exchange exchange = new Exchange();
  private final RequestReader reader;
  private final RequestRecorder recorder;
  private final Tunnel tunnel;
  private final OwnAnswers own;
  private final ClientEnd end;
  private final ResponseRelay answers;

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
    this.reader = new RequestReader(this, client, heads, settings.limits());
    this.recorder = recorder;
    this.tunnel = new Tunnel(client, app, connection);
    this.own = new OwnAnswers(client, notes, new ProblemWriter(settings.clock()), recorder);
    this.answers = new ResponseRelay(this, client, connection, exchange, heads, notes, recorder);
    this.end = new ClientEnd(client, connection, reader, app, answers, exchange, own, recorder);
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
    end.inputHasEnded();
    switch (reader.phase()) {
      case HEAD, BODY, SKIPPED_BODY -> end.leave();
      case ANSWER -> endLastRequest();
      case TUNNEL -> {
        if (tunnel.clientEnded()) {
          end.leave();
        }
      }
      case DISCARD -> {
        // It is ending already.
      }
    }
  }

  /** The ways in which all ends. */
  ClientEnd end() {
    return end;
  }

  /** Whether the client may send another request after this one. */
  boolean keepsAlive() {
    return keepAlive && !connection.leaving() && !settings.leaving().draining().getAsBoolean();
  }

  /** The app takes more or less than before. */
  void adjustReading() {
    client.reading(
        switch (reader.phase()) {
          case BODY -> {
            connection.heldUp(app.holdsUp() && !exchange.answerComplete());
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

  /**
   * The answer is out.
   *
   * @param reusable whether the app takes another request on its connection
   * @param last the reason to close the client's connection with it, or null
   */
  void answered(boolean reusable, @Nullable CloseReason last) {
    if (!exchange.requestComplete() && last == null) {
      connection.heldUp(false);
      return;
    }
    if (reusable && exchange.requestComplete()) {
      app.release();
    } else {
      app.drop();
    }
    if (last != null || !keepAlive || connection.leaving()) {
      end.end(last == null ? connection.lastAnswerReason() : last);
      return;
    }
    connection.on(ConnectionEvent.EXCHANGE_COMPLETED);
    recorder.end(null);
    reader.become(Phase.HEAD);
    adjustReading();
    readComplete();
    if (end.inputEnded() && reader.phase() == Phase.HEAD) {
      end.leave();
    }
  }

  /** Sends the request again on a connection that the app can't have been about to close. */
  void retry() {
    if (!app.retry(answers)) {
      end.fail(new ProxyError.AppClosedEarly());
    }
  }

  /**
   * The app tells of its connection.
   *
   * @param keptSeconds for how long it keeps an unused one, or -1
   * @param binds whether it wants credentials that then hold for the connection
   */
  void learn(int keptSeconds, boolean binds) {
    if (keptSeconds >= 0) {
      app.keptFor(keptSeconds);
    }
    if (binds) {
      app.bind();
    }
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
    if (recorder.head(request.http11())) {
      recorder.head(reader.headText());
    }
    rules.refresh();
    Head fields = heads.head();
    notes.take(fields, request.host(), rules.answers(fields));
    keepAlive = request.keepAlive();
    boolean hasBody = request.facts().hasBody();
    connection.on(hasBody ? ConnectionEvent.HEAD_COMPLETED : ConnectionEvent.REQUEST_COMPLETED);
    ProxyError refused = rules.refuses(fields, request.host());
    if (refused != null) {
      refuse(refused, request);
      return;
    }
    if (notes.bindsConnection()) {
      app.bind();
    }
    ByteBuf head = reader.takeHead(request, rules);
    exchange.begin(request.facts());
    answers.begin(request.http11());
    app.begin(answers, head, exchange.repeatable());
    connection.heldUp(hasBody && app.holdsUp());
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
    exchange.begin(request.facts());
    keepAlive = keepsAlive() && request.bodyIsSkippable() && client.isWritable();
    own.write(error, request.facts().isHead(), persistence(request));
    exchange.answerCompleted();
    connection.on(ConnectionEvent.ANSWER_BEGUN);
    if (keepAlive) {
      reader.skipHead(request);
    } else {
      end.end(CloseReason.LAST_ANSWER_SENT);
    }
  }

  private Persistence persistence(RequestHead request) {
    Persistence kept = request.http11() ? Persistence.IMPLIED : Persistence.KEEP_ALIVE;
    return keepAlive ? kept : Persistence.CLOSE;
  }

  /** Bytes of a body that nobody wants came; at its end, {@code last} is true. */
  void skipBody(boolean last) {
    if (last) {
      if (!exchange.requestComplete()) {
        exchange.requestCompleted();
        connection.on(ConnectionEvent.REQUEST_COMPLETED);
        connection.on(ConnectionEvent.ANSWER_BEGUN);
      }
      connection.on(ConnectionEvent.EXCHANGE_COMPLETED);
      recorder.end(null);
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
    if (end.inputEnded() && reader.isEmpty()) {
      keepAlive = false;
      exchange.inputEnded();
      app.endOutput();
    }
  }
}
