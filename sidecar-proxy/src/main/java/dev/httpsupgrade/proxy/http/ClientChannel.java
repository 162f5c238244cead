package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Writes to the client, and the ways in which its connection ends. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a write that fails closes the channel, which is told
final class ClientChannel {

  private static final int MAX_LINGERS = 10;
  private static final int MAX_DISCARDED = 1 << 20;

  private final ChannelHandlerContext ctx;
  private final ClientConnection connection;
  private final RequestRecorder recorder;
  private final Duration linger;
  private boolean dirty;
  private boolean ending;
  private boolean clientEnded;
  private boolean flushed;
  private boolean heard;
  private int discarded;
  private long pending = Long.MAX_VALUE;

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
    if (!clientEnded && ctx.channel().isActive()) {
      ctx.channel().config().setAutoRead(on);
    }
  }

  /**
   * Closes when all that was written has left.
   *
   * @param quiet whether the client sends nothing any more; if it may, that is read and thrown away
   *     for a while, as the reset that unread bytes cause could overtake the answer (RFC 9112 §9.6)
   */
  void end(CloseReason reason, boolean quiet) {
    connection.closeFor(reason);
    if (ending) {
      return;
    }
    ending = true;
    reading(true);
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(_ -> {
          flushed = true;
          if (quiet || clientEnded) {
            ctx.close();
          } else {
            reading(true);
            shutdownOutput();
            linger(MAX_LINGERS);
          }
        });
  }

  /** Bytes came while it ends, and were thrown away; who sends on and reads nothing is held up. */
  void discarded(int bytes) {
    heard = true;
    discarded = Math.min(MAX_DISCARDED, discarded + bytes);
    if (!flushed && discarded == MAX_DISCARDED) {
      reading(false);
    }
  }

  /** The client has ended its output, so that nothing is left to be read while it ends. */
  void inputEnded() {
    clientEnded = true;
    if (flushed) {
      ctx.close();
    }
  }

  /** It has been ending for long: goes on as long as the client takes what was promised to it. */
  void endOverdue() {
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    long left = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    if (left == 0 || left >= pending) {
      reset();
    }
    pending = left;
  }

  /** Cuts the client off after what was written, so that nothing looks like a regular end. */
  void abort(CloseReason reason) {
    connection.closeFor(reason);
    ending = true;
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> reset());
  }

  /** Tells the client, after all that was written, that nothing follows, and goes on reading. */
  void endOutput() {
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> shutdownOutput());
  }

  private void shutdownOutput() {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else if (ctx.channel() instanceof DuplexChannel channel) {
      channel.shutdownOutput();
    }
  }

  private void linger(int times) {
    heard = false;
    ctx.executor()
        .schedule(
            () -> {
              if (heard && times > 1) {
                linger(times - 1);
              } else {
                ctx.close();
              }
            },
            linger.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** By a reset and, with TLS, without a {@code close_notify}. */
  private void reset() {
    if (ctx.channel().isOpen()) {
      // The descriptor of one that is closed may be another connection's by now.
      ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    // From the first handler on, so that the TLS engine does not say goodbye.
    ctx.pipeline().firstContext().close();
  }
}
