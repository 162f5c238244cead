package dev.httpsupgrade.proxy;

import dev.httpsupgrade.proxy.TransparencyRow.Turn;
import java.io.IOException;
import java.net.ServerSocket;

/** Plays both parts of a {@link TransparencyRow}, with or without a sidecar in between. */
final class Conversation {

  /** What each side has received, without what the sidecar may change. */
  record Transcript(String app, String client, boolean clientSawEnd, boolean appSawEnd) {}

  private final Side app = new Side();
  private final Side client = new Side();
  private final StringBuilder toApp = new StringBuilder();
  private final StringBuilder toClient = new StringBuilder();
  private final boolean direct;
  private int answers;
  private boolean clientSawEnd;
  private boolean appSawEnd;

  private Conversation(boolean direct) {
    this.direct = direct;
  }

  static Transcript direct(TransparencyRow row, ServerSocket server) throws IOException {
    return new Conversation(true).play(row, server, RawClient.plain(server.getLocalPort()));
  }

  static Transcript through(TransparencyRow row, ServerSocket server, RawClient client)
      throws IOException {
    return new Conversation(false).play(row, server, client);
  }

  private Transcript play(TransparencyRow row, ServerSocket server, RawClient connected)
      throws IOException {
    app.accept(server);
    client.attach(connected.socket);
    for (Turn turn : row.turns()) {
      take(turn);
    }
    awaitAllAtApp();
    awaitAllAtClient();
    var transcript = new Transcript(appReceived(), clientReceived(), clientSawEnd, appSawEnd);
    client.close();
    app.close();
    return transcript;
  }

  private void take(Turn turn) throws IOException {
    switch (turn) {
      case Turn.Client(String bytes) -> {
        toApp.append(bytes);
        client.send(bytes);
      }
      case Turn.ClientEnds _ -> client.endOutput();
      case Turn.ClientWaits _ -> awaitAllAtClient();
      case Turn.ClientSeesEnd _ -> {
        Side.until(client::ended);
        clientSawEnd = client.ended();
      }
      case Turn.App sends -> answer(sends);
      case Turn.AppEnds _ -> app.close();
      case Turn.AppWaits _ -> awaitAllAtApp();
      case Turn.AppSeesEnd _ -> {
        Side.until(app::ended);
        appSawEnd = app.ended();
      }
    }
  }

  private void answer(Turn.App turn) throws IOException {
    if (turn.atOnce()) {
      int heads = ++answers;
      Side.until(() -> app.received().split("\r\n\r\n", -1).length > heads);
    } else {
      awaitAllAtApp();
    }
    toClient.append(direct ? turn.bytes() : turn.arrives());
    app.send(turn.bytes());
  }

  private void awaitAllAtApp() {
    int length = OwnFields.withoutThoseToTheApp(toApp.toString()).length();
    Side.until(() -> appReceived().length() >= length);
  }

  private void awaitAllAtClient() {
    int length = OwnFields.withoutThoseToTheClient(toClient.toString()).length();
    Side.until(() -> clientReceived().length() >= length);
  }

  private String appReceived() {
    return OwnFields.withoutThoseToTheApp(app.received());
  }

  private String clientReceived() {
    return OwnFields.withoutThoseToTheClient(client.received());
  }
}
