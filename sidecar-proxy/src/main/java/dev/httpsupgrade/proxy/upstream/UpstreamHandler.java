package dev.httpsupgrade.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one handler on a connection to the app: passes what Netty tells to its connection. */
@SuppressWarnings("FutureReturnValueIgnored") // nothing follows from how a close goes
final class UpstreamHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(UpstreamHandler.class);

  private final UpstreamConnection connection;
  private boolean broken;

  UpstreamHandler(UpstreamConnection connection) {
    this.connection = connection;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    connection.attached(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    connection.read((ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    connection.readComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    connection.writabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      connection.inputEnded(!broken);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connection.ended(!broken);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.atDebug().addKeyValue("cause", cause).log("connection to the app broke");
    } else {
      LOG.atError().setCause(cause).log("connection to the app closed by a defect");
    }
    broken = true;
    ctx.close();
  }
}
