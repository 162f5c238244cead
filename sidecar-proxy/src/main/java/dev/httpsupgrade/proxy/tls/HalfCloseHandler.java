package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.ConnectionState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProtocols;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Netty's TLS handler, with which a client may end its output and still read, as TLS 1.3 allows
 * (RFC 8446 §6.1) and TLS 1.2 does not.
 *
 * <p>Netty's engine writes nothing once it has read a {@code close_notify}. So what may be one is
 * not read while an answer is awaited: the last record that came, if it is as short as an alert. If
 * it is data, nobody misses it: the request is complete, and more data, or the answer's end, frees
 * it.
 */
final class HalfCloseHandler extends SslHandler {

  private static final byte ENCRYPTED_RECORD = 23;
  private static final int HEADER_BYTES = 5;
  private static final int LENGTH_AT = 3;

  /** Level, description, the true content type, and the tag of each of TLS 1.3's ciphers. */
  private static final int LEAST_ALERT_BYTES = 2 + 1 + 16;

  private static final int MOST_PADDING = 32;
  private static final int NONE = -1;

  private final ClientConnection connection;
  private boolean held;

  /** Index of a last record that may be an alert, or {@link #NONE}. */
  private int alert = NONE;

  /** How many bytes of a record that was read in part are still to come. */
  private int rest;

  HalfCloseHandler(SSLEngine engine, ClientConnection connection) {
    super(engine);
    this.connection = connection;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws SSLException {
    held = false;
    int end = whole(in);
    if (alert > in.readerIndex()) {
      decodeTo(alert, ctx, in, out);
      if (in.readerIndex() < alert) {
        return;
      }
    }
    held = alert >= 0 && mayHold();
    if (!held) {
      decodeTo(end, ctx, in, out);
    }
  }

  /** Leaves what follows until more of it is here, or the answer is out. */
  private void decodeTo(int end, ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws SSLException {
    int start = in.readerIndex();
    if (end == in.writerIndex()) {
      super.decode(ctx, in, out);
    } else if (end > start) {
      ByteBuf records = in.slice(start, end - start);
      super.decode(ctx, records, out);
      in.skipBytes(records.readerIndex());
    }
    int next = start + rest;
    while (next < in.readerIndex()) {
      next += HEADER_BYTES + in.getUnsignedShort(next + LENGTH_AT);
    }
    rest = next - in.readerIndex();
  }

  @Override
  public void flush(ChannelHandlerContext ctx) throws Exception {
    super.flush(ctx);
    if (held) {
      // After this flush the answer may be complete.
      ctx.executor().execute(() -> free(ctx));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent && !held) {
      // Without close_notify, or with one that was read, the client is gone (RFC 8446 §6.1).
      ctx.fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
    } else {
      super.userEventTriggered(ctx, event);
      // With the input's end Netty has let go of what was held.
      held &= !(event instanceof ChannelInputShutdownEvent);
    }
  }

  private void free(ChannelHandlerContext ctx) {
    if (held && !awaitsAnswer()) {
      try {
        channelRead(ctx, Unpooled.EMPTY_BUFFER);
        channelReadComplete(ctx);
      } catch (Exception e) {
        ctx.fireExceptionCaught(e);
      }
    }
  }

  private boolean mayHold() {
    return awaitsAnswer() && engine().getSession().getProtocol().equals(SslProtocols.TLS_v1_3);
  }

  private boolean awaitsAnswer() {
    ConnectionState state = connection.state();
    return state == ConnectionState.AWAITING_ANSWER || state == ConnectionState.ANSWERING;
  }

  /**
   * Looks the records through, and notes the last one if it may be an alert.
   *
   * @return where a header or a possible alert starts that is here in part; the end if none does
   */
  private int whole(ByteBuf in) {
    int at = in.readerIndex() + rest;
    int end = in.writerIndex();
    alert = NONE;
    while (end - at >= HEADER_BYTES) {
      int length = in.getUnsignedShort(at + LENGTH_AT);
      int next = at + HEADER_BYTES + length;
      if (next >= end && mayBeAlert(in.getByte(at), length)) {
        alert = next == end ? at : NONE;
        return next == end ? end : at;
      }
      at = next;
    }
    return Math.min(at, end);
  }

  private static boolean mayBeAlert(byte type, int length) {
    return type == ENCRYPTED_RECORD
        && length >= LEAST_ALERT_BYTES
        && length <= LEAST_ALERT_BYTES + MOST_PADDING;
  }
}
