package dev.httpsupgrade.proxy.accept;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.StageEvent.Overdue;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells {@code Overdue} when a connection has stayed in one state for too long. */
final class IdleReaper extends ChannelInboundHandlerAdapter {

  private final ClientConnection connection;
  private java.util.concurrent.@Nullable Future<?> next;

  IdleReaper(ClientConnection connection) {
    this.connection = connection;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    askLater(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (next != null) {
      next.cancel(false);
    }
    ctx.fireChannelInactive();
  }

  private void ask(ChannelHandlerContext ctx) {
    CloseReason reason = connection.overdue();
    if (reason != null) {
      ctx.fireUserEventTriggered(new Overdue(reason));
      // What follows from it, a last answer perhaps, has a limit too.
      connection.gotOn();
    }
    if (ctx.channel().isActive()) {
      askLater(ctx);
    }
  }

  private void askLater(ChannelHandlerContext ctx) {
    next =
        ctx.executor().schedule(() -> ask(ctx), connection.askAgainNanos(), TimeUnit.NANOSECONDS);
  }
}
