package dev.httpsupgrade.proxy.accept;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.connection.StageEvent.Established;
import dev.httpsupgrade.proxy.connection.StageEvent.Proxied;
import dev.httpsupgrade.proxy.connection.TrafficEvents;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts a connection while it is open, and why it ended. */
final class ConnectionRecorder extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionRecorder.class);

  private final ClientConnection connection;
  private final TrafficEvents events;
  private @Nullable Scheme scheme;
  private @Nullable String proxied;

  ConnectionRecorder(ClientConnection connection, TrafficEvents events) {
    this.connection = connection;
    this.events = events;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Proxied(String address)) {
      proxied = address;
    }
    if (event instanceof Established(Scheme known, var _)) {
      scheme = known;
      events.opened(known);
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (scheme != null) {
      events.ended(scheme);
    }
    events.closed(connection.closed());
    LOG.atDebug()
        .addKeyValue("reason", connection.closed().label())
        .addKeyValue("client", proxied == null ? ctx.channel().remoteAddress() : proxied)
        .log("connection closed");
    ctx.fireChannelInactive();
  }
}
