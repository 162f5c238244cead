package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.ConnectionEvent;
import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.connection.StageEvent.Detected;
import dev.httpsupgrade.proxy.connection.StageEvent.Established;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a TLS engine in front of itself if the client speaks TLS, and leaves the pipeline when HTTP
 * may begin.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing follows from how a close goes
public final class TlsTermination extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(TlsTermination.class);

  private final CertificateStore certificates;
  private final CertificateEvents events;
  private final ClientConnection connection;

  public TlsTermination(
      CertificateStore certificates, CertificateEvents events, ClientConnection connection) {
    this.certificates = certificates;
    this.events = events;
    this.connection = connection;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case Detected(Scheme scheme) when scheme == Scheme.HTTPS -> beginHandshake(ctx);
      case Detected _ -> plain(ctx);
      case SslHandshakeCompletionEvent completion -> handshakeEnded(ctx, completion);
      default -> ctx.fireUserEventTriggered(event);
    }
  }

  private void plain(ChannelHandlerContext ctx) {
    connection.on(ConnectionEvent.PLAIN_DETECTED);
    establish(ctx, Scheme.HTTP);
  }

  private void beginHandshake(ChannelHandlerContext ctx) {
    SslHandler engine = certificates.newHandler(ctx.alloc());
    if (engine == null) {
      connection.closeFor(CloseReason.NO_CERTIFICATE);
      events.handshakeFailed();
      ctx.close();
      return;
    }
    // The connection's own limit applies to the handshake, as to every other state.
    engine.setHandshakeTimeoutMillis(0);
    connection.on(ConnectionEvent.TLS_DETECTED);
    ctx.pipeline().addBefore(ctx.name(), null, engine);
  }

  private void handshakeEnded(ChannelHandlerContext ctx, SslHandshakeCompletionEvent completion) {
    if (!completion.isSuccess()) {
      LOG.atDebug().addKeyValue("cause", completion.cause()).log("handshake failed");
      events.handshakeFailed();
      connection.closeFor(CloseReason.HANDSHAKE_FAILED);
      ctx.close();
      return;
    }
    // Nothing of ours acknowledges the client's Finished until the first answer: a client with
    // Nagle's algorithm would hold its first request back for the delayed acknowledgement.
    ctx.channel().config().setOption(EpollChannelOption.TCP_QUICKACK, true);
    connection.on(ConnectionEvent.HANDSHAKE_COMPLETED);
    establish(ctx, Scheme.HTTPS);
  }

  private void establish(ChannelHandlerContext ctx, Scheme scheme) {
    ctx.fireUserEventTriggered(new Established(scheme));
    ctx.pipeline().remove(this);
  }
}
