package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Writes to the client, and the ways in which its connection ends. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a write that fails closes the channel, which is told
final class ClientChannel {

  private final ChannelHandlerContext ctx;
  private final ClientConnection connection;
  private final RequestRecorder recorder;
  private final Duration linger;
  private boolean dirty;

  ClientChannel(
      ChannelHandlerContext ctx,
      ClientConnection connection,
      RequestRecorder recorder,
      Duration linger) {
    this.ctx = ctx;
    this.connection = connection;
    this.recorder = recorder;
    this.linger = linger;
  }

  ByteBufAllocator alloc() {
    return ctx.alloc();
  }

  void write(ByteBuf bytes) {
    dirty = true;
    recorder.sent(bytes.readableBytes());
    ctx.write(bytes, ctx.voidPromise());
  }

  void flush() {
    if (dirty) {
      dirty = false;
      ctx.flush();
    }
  }

  boolean isWritable() {
    return ctx.channel().isWritable();
  }

  void reading(boolean on) {
    ctx.channel().config().setAutoRead(on);
  }

  /** Closes at once: nothing was promised to the client. */
  void close(CloseReason reason) {
    connection.closeFor(reason);
    ctx.close();
  }

  /** Closes when all that was written has left. */
  void closeAfterFlush(CloseReason reason) {
    connection.closeFor(reason);
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Ends the same way while the client may still be sending: that is read and thrown away for a
   * while, as the reset that unread bytes cause could overtake the answer (RFC 9112 §9.6).
   */
  void closeAfterLinger(CloseReason reason) {
    connection.closeFor(reason);
    reading(true);
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(_ ->
            ctx.executor().schedule(() -> ctx.close(), linger.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * Cuts the client off by a reset and, with TLS, without a {@code close_notify}: nothing may look
   * like the regular end of an answer that is not complete.
   */
  void abort(CloseReason reason) {
    connection.closeFor(reason);
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(_ -> {
          ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
          // From the first handler on, so that the TLS engine does not say goodbye.
          ctx.pipeline().firstContext().close();
        });
  }
}
