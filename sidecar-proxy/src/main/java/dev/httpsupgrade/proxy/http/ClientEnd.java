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
  private final Exchange exchange;
  private final OwnAnswers own;
  private final RequestRecorder recorder;
  private boolean inputEnded;

  ClientEnd(
      ClientChannel client,
      ClientConnection connection,
      RequestReader reader,
      AppLink app,
      Exchange exchange,
      OwnAnswers own,
      RequestRecorder recorder) {
    this.client = client;
    this.connection = connection;
    this.reader = reader;
    this.app = app;
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
    app.drop();
    reader.discard();
  }

  /** The connection has stayed in its state for too long. */
  void overdue(CloseReason reason) {
    if (reader.phase() == Phase.DISCARD) {
      client.endOverdue();
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

  /** Nobody waits for idle clients any more, or not for this one. */
  void stopIdle(CloseReason reason) {
    if (connection.awaitsRequest()) {
      end(reason);
    }
  }

  /** There is no answer of the app's, or no more of it. */
  void fail(ProxyError error) {
    app.drop();
    boolean unparsed = reader.phase() == Phase.HEAD;
    boolean headOnly = unparsed ? reader.beginsWithHead() : exchange.request().isHead();
    reader.discard();
    if (!unparsed && !exchange.answerAwaited()) {
      recorder.end(error.closeReason());
      client.abort(error.closeReason());
      return;
    }
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
    app.drop();
    reader.discard();
    client.end(reason, quiet);
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
      closed();
      client.abort(CloseReason.TUNNEL_ENDED);
    }
  }
}
