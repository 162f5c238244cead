package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.Exchange;
import dev.httpsupgrade.proxy.http.RequestReader.Phase;
import dev.httpsupgrade.proxy.http.message.Persistence;
import dev.httpsupgrade.proxy.http.message.ProxyError;

/** How one client's connection ends, and what becomes of the request in flight. */
final class ClientEnd {

  private final ClientChannel client;
  private final ClientConnection connection;
  private final RequestReader reader;
  private final AppLink app;
  private final ResponseRelay answers;
  private final Exchange exchange;
  private final OwnAnswers own;
  private final RequestRecorder recorder;
  private boolean inputEnded;

  ClientEnd(
      ClientChannel client,
      ClientConnection connection,
      RequestReader reader,
      AppLink app,
      ResponseRelay answers,
      Exchange exchange,
      OwnAnswers own,
      RequestRecorder recorder) {
    this.client = client;
    this.connection = connection;
    this.reader = reader;
    this.app = app;
    this.answers = answers;
    this.exchange = exchange;
    this.own = own;
    this.recorder = recorder;
  }

  /** The client has ended its output: nothing follows what was read. */
  void inputHasEnded() {
    inputEnded = true;
    client.inputEnded();
  }

  boolean inputEnded() {
    return inputEnded;
  }

  /** The client has ended its TLS session, so that it can't be answered any more. */
  void sessionEnded() {
    if (reader.phase() == Phase.DISCARD) {
      client.inputEnded();
      return;
    }
    if (reader.phase() == Phase.TUNNEL) {
      app.finish();
    }
    leave();
  }

  /** The client's connection broke. */
  void broken() {
    app.reset();
  }

  /** The client's connection is closed. */
  void closed() {
    recorder.end(connection.closed());
    drop();
  }

  /** The connection has stayed in its state for too long. */
  void overdue(CloseReason reason) {
    if (reader.phase() == Phase.DISCARD) {
      client.endOverdue();
      return;
    }
    switch (ProxyError.of(reason)) {
      case null -> end(reason);
      case ProxyError.AnswerTimeout _ when !exchange.answerAwaited() -> {
        // It is on its way, and how long it takes is the app's and the client's business.
      }
      case ProxyError.BodyTimeout _ when exchange.answerComplete() ->
          end(app.holdsUp() ? CloseReason.LAST_ANSWER_SENT : reason);
      case ProxyError error -> fail(error);
    }
  }

  /** Nobody waits for idle clients any more, or not for this one. */
  void stopIdle(CloseReason reason) {
    if (connection.awaitsRequest()) {
      end(reason);
    }
  }

  /** There is no answer of the app's, or no more of it. */
  void fail(ProxyError error) {
    boolean unparsed = reader.phase() == Phase.HEAD;
    if (!unparsed && !exchange.answerAwaited()) {
      cutOff(error.closeReason());
      return;
    }
    boolean headOnly = unparsed ? reader.beginsWithHead() : exchange.request().isHead();
    drop();
    if (unparsed) {
      own.writeUnparsed(error, headOnly);
    } else {
      own.write(error, headOnly, Persistence.CLOSE);
    }
    recorder.end(error.closeReason());
    client.end(error.closeReason(), false);
  }

  /** Ends with the last answer; bytes that still come are nobody's. */
  void end(CloseReason reason) {
    recorder.end(reason);
    boolean quiet = inputEnded || (reader.isEmpty() && exchange.requestComplete());
    drop();
    client.end(reason, quiet);
  }

  /** Cuts the client off, so that what it got does not look complete. */
  void cutOff(CloseReason reason) {
    recorder.end(reason);
    drop();
    client.abort(reason);
  }

  /** The client has left. */
  void leave() {
    end(connection.closed());
  }

  /** The app's connection, which was a tunnel, has closed. */
  void tunnelEnded(boolean orderly) {
    if (orderly) {
      end(CloseReason.TUNNEL_ENDED);
    } else {
      cutOff(CloseReason.TUNNEL_ENDED);
    }
  }

  /** Nothing that comes from either side is wanted any more. */
  private void drop() {
    app.drop();
    answers.discard();
    reader.discard();
  }
}
