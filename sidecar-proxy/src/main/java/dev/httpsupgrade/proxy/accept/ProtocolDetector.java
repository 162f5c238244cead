package dev.httpsupgrade.proxy.accept;

import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.connection.StageEvent.Detected;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Tells TLS from plain HTTP by the first byte, then leaves the pipeline.
 *
 * <p>A TLS connection starts with a handshake record, type 22 (RFC 8446 §5.1); no HTTP method does.
 */
public final class ProtocolDetector extends ChannelInboundHandlerAdapter {

  private static final byte HANDSHAKE_RECORD = 0x16;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (!bytes.isReadable()) {
      bytes.release();
      return;
    }
    boolean tls = bytes.getByte(bytes.readerIndex()) == HANDSHAKE_RECORD;
    ctx.fireUserEventTriggered(new Detected(tls ? Scheme.HTTPS : Scheme.HTTP));
    ctx.fireChannelRead(bytes);
    ctx.pipeline().remove(this);
  }
}
