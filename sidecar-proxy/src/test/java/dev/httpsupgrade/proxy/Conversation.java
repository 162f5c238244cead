package dev.httpsupgrade.proxy;

import dev.httpsupgrade.proxy.TransparencyRow.Turn;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.Callable;

/** Plays both parts of a {@link TransparencyRow}, with or without a sidecar in between. */
final class Conversation {

  /**
   * What each side has received, without what the sidecar may change.
   *
   * @param appOptions see {@link AllowedDifferences#options}
   */
  record Transcript(
      String app,
      List<String> appOptions,
      String client,
      List<String> clientOptions,
      boolean clientSawEnd,
      boolean appSawEnd) {}

  private final Side app = new Side();
  private final Side client = new Side();
  private final StringBuilder toApp = new StringBuilder();
  private final StringBuilder toClient = new StringBuilder();
  private final AllowedDifferences allowed;
  private final boolean direct;
  private int answers;
  private boolean clientSawEnd;
  private boolean appSawEnd;

  private Conversation(AllowedDifferences allowed, boolean direct) {
    this.allowed = allowed;
    this.direct = direct;
  }

  /** The exchange as it should be: that it comes to its end is asserted. */
  static Transcript direct(AllowedDifferences allowed, TransparencyRow row, ServerSocket server)
      throws IOException {
    return new Conversation(allowed, true)
        .play(row, server, RawClient.plain(server.getLocalPort()));
  }

  static Transcript through(
      AllowedDifferences allowed, TransparencyRow row, ServerSocket server, RawClient client)
      throws IOException {
    return new Conversation(allowed, false).play(row, server, client);
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
    var transcript =
        new Transcript(
            appReceived(),
            AllowedDifferences.options(app.received()),
            clientReceived(),
            AllowedDifferences.options(client.received()),
            clientSawEnd,
            appSawEnd);
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
        until(client::ended);
        clientSawEnd = client.ended();
      }
      case Turn.App sends -> answer(sends);
      case Turn.AppEnds _ -> app.close();
      case Turn.AppWaits _ -> awaitAllAtApp();
      case Turn.AppSeesEnd _ -> {
        until(app::ended);
        appSawEnd = app.ended();
      }
    }
  }

  private void answer(Turn.App turn) throws IOException {
    if (turn.atOnce()) {
      int heads = ++answers;
      until(() -> app.received().split("\r\n\r\n", -1).length > heads);
    } else {
      awaitAllAtApp();
    }
    toClient.append(direct ? turn.bytes() : turn.arrives());
    app.send(turn.bytes());
  }

  private void awaitAllAtApp() {
    int length = allowed.meantForTheApp(toApp.toString()).length();
    until(() -> appReceived().length() >= length);
  }

  private void awaitAllAtClient() {
    int length = allowed.meantForTheClient(toClient.toString()).length();
    until(() -> clientReceived().length() >= length);
  }

  private String appReceived() {
    return direct ? allowed.meantForTheApp(app.received()) : allowed.withoutOurs(app.received());
  }

  private String clientReceived() {
    return allowed.meantForTheClient(client.received());
  }

  /** Through the sidecar, what has come instead is told by who compares it. */
  private void until(Callable<Boolean> condition) {
    if (!Side.until(condition) && direct) {
      throw new AssertionError(
          "without a sidecar, too, it gets stuck; the app has got %s, the client %s"
              .formatted(app.received(), client.received()));
    }
  }
}
