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

  /** Level, description, the true content type, and the tag of each of TLS 1.3's ciphers. */
  private static final int LEAST_ALERT_BYTES = 2 + 1 + 16;

  private static final int MOST_PADDING = 32;

  private final ClientConnection connection;
  private boolean held;

  /** How many bytes of a record that was read in part are still to come. */
  private int rest;

  /** Whether it is unknown where the next record begins. */
  private boolean lost;

  HalfCloseHandler(SSLEngine engine, ClientConnection connection) {
    super(engine);
    this.connection = connection;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws SSLException {
    int before = lost ? -1 : bytesBeforeAlert(in);
    if (before > 0) {
      ByteBuf records = in.readSlice(before);
      super.decode(ctx, records, out);
      if (records.isReadable()) {
        lost = true;
        in.readerIndex(in.readerIndex() - records.readableBytes());
        return;
      }
    }
    held =
        before >= 0
            && awaitsAnswer()
            && engine().getSession().getProtocol().equals(SslProtocols.TLS_v1_3);
    if (!held) {
      super.decode(ctx, in, out);
      lost |= in.isReadable();
    }
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

  private boolean awaitsAnswer() {
    ConnectionState state = connection.state();
    return state == ConnectionState.AWAITING_ANSWER || state == ConnectionState.ANSWERING;
  }

  /** How many bytes come before a last record that may be an alert, or -1 if there is none. */
  private int bytesBeforeAlert(ByteBuf in) {
    int at = in.readerIndex() + rest;
    int end = in.writerIndex();
    int alert = -1;
    while (end - at >= HEADER_BYTES) {
      int length = in.getUnsignedShort(at + 3);
      if (at + HEADER_BYTES + length == end && mayBeAlert(in.getByte(at), length)) {
        alert = at - in.readerIndex();
      }
      at += HEADER_BYTES + length;
    }
    rest = Math.max(0, at - end);
    lost = at < end;
    return alert;
  }

  private static boolean mayBeAlert(byte type, int length) {
    return type == ENCRYPTED_RECORD
        && length >= LEAST_ALERT_BYTES
        && length <= LEAST_ALERT_BYTES + MOST_PADDING;
  }
}
