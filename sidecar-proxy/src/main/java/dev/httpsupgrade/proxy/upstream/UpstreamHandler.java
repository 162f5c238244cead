package dev.httpsupgrade.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
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
    } else if (event instanceof ChannelOutputShutdownEvent) {
      connection.outputShut();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connection.ended(!broken);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof ChannelOutputShutdownException && cause.getCause() != null) {
      writeFailed(cause.getCause());
    } else if (cause instanceof ClosedChannelException
        || cause instanceof ChannelOutputShutdownException) {
      LOG.atDebug().addKeyValue("cause", cause).log("bytes for the app came too late");
    } else if (cause instanceof IOException) {
      LOG.atDebug().addKeyValue("cause", cause).log("connection to the app broke");
      broken = true;
      ctx.close();
    } else {
      brokenByUs(cause);
    }
  }

  /** Netty has ended the output: what the app has said before is still to be read. */
  private void writeFailed(Throwable cause) {
    if (cause instanceof IOException) {
      LOG.atDebug().addKeyValue("cause", cause).log("the app takes no more");
      connection.writeFailed();
    } else {
      brokenByUs(cause);
    }
  }

  private void brokenByUs(Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      LOG.atDebug().addKeyValue("cause", cause).log("connection to the app lacks memory");
    } else {
      LOG.atError().setCause(cause).log("connection to the app closed by a defect");
    }
    connection.broke(cause);
  }
}
