package dev.httpsupgrade.proxy.accept;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.StageEvent.Proxied;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the PROXY protocol header (version 1 or 2) off a connection of a trusted peer, tells the
 * address in it, and leaves.
 *
 * <p>A connection without one passes: probes and neighbours come from the same addresses as the
 * load balancer does, and no HTTP or TLS begins like a header. Nothing is known of the client's
 * protocol yet, so the limit for the first byte holds for the header, too.
 */
public final class ProxyHeader extends ByteToMessageDecoder {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyHeader.class);

  private static final byte[] VERSION_1 = "PROXY ".getBytes(US_ASCII);
  private static final byte[] VERSION_2 = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };

  /** More than any load balancer tells besides the address; all of it is skipped. */
  private static final int MAX_EXTENSION_BYTES = 4096;

  private final ClientConnection connection;

  public ProxyHeader(ClientConnection connection) {
    this.connection = connection;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    boolean header = begins(in, VERSION_1) || begins(in, VERSION_2);
    if (header && in.readableBytes() < VERSION_1.length) {
      return;
    }
    if (header) {
      ctx.pipeline().addAfter(ctx.name(), null, new Reader(connection));
      ctx.pipeline()
          .addAfter(ctx.name(), null, new HAProxyMessageDecoder(MAX_EXTENSION_BYTES, true));
    }
    ctx.pipeline().remove(this);
  }

  /** Whether the bytes that are there agree. */
  private static boolean begins(ByteBuf in, byte[] start) {
    int length = Math.min(in.readableBytes(), start.length);
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != start[i]) {
        return false;
      }
    }
    return true;
  }

  /** Tells what the decoder found. */
  private static final class Reader extends SimpleChannelInboundHandler<HAProxyMessage> {

    private final ClientConnection connection;

    Reader(ClientConnection connection) {
      this.connection = connection;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header) {
      AddressFamily family = header.proxiedProtocol().addressFamily();
      boolean address = family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6;
      // LOCAL is about the proxy's own connection, such as its health check.
      if (header.command() == HAProxyCommand.PROXY && address) {
        ctx.fireUserEventTriggered(new Proxied(header.sourceAddress()));
      }
      ctx.pipeline().remove(this);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nothing follows from how a close goes
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.atDebug().addKeyValue("cause", cause).log("bad PROXY protocol header");
      connection.closeFor(CloseReason.BAD_PROXY_HEADER);
      ctx.close();
    }
  }
}
