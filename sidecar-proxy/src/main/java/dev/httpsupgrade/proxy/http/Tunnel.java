package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import io.netty.buffer.ByteBuf;

/** Bytes of another protocol, both ways; each direction ends on its own, as TCP's do. */
final class Tunnel {

  private final ClientChannel client;
  private final AppLink app;
  private final ClientConnection connection;
  private boolean fromClientEnded;
  private boolean fromAppEnded;

  Tunnel(ClientChannel client, AppLink app, ClientConnection connection) {
    this.client = client;
    this.app = app;
    this.connection = connection;
  }

  /** Bytes came from the client. */
  void pass(ByteBuf bytes) {
    connection.gotOn();
    app.write(bytes);
  }

  /** The client has ended its output; true if that was the other direction's end, too. */
  boolean clientEnded() {
    fromClientEnded = true;
    if (fromAppEnded) {
      app.finish();
    } else {
      app.endOutput();
    }
    return fromAppEnded;
  }

  /** The app has ended its output; true if that was the other direction's end, too. */
  boolean appEnded() {
    fromAppEnded = true;
    if (!fromClientEnded) {
      // From here on the other direction must get on: the app may be gone for good.
      connection.closeFor(CloseReason.TUNNEL_ENDED);
      client.endOutput();
    }
    return fromClientEnded;
  }
}
