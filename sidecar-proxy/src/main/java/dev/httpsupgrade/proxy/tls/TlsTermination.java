package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.proxy.connection.ClientCertificate;
import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.ConnectionEvent;
import dev.httpsupgrade.proxy.connection.ConnectionState;
import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.connection.StageEvent.Detected;
import dev.httpsupgrade.proxy.connection.StageEvent.Established;
import dev.httpsupgrade.proxy.connection.StageEvent.Overdue;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.OpenSslSession;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProtocols;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a TLS engine in front of itself if the client speaks TLS, and leaves the pipeline when HTTP
 * may begin.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing follows from how a close goes
public final class TlsTermination extends ChannelInboundHandlerAdapter
    implements HandshakeQueue.Entrant {

  private static final Logger LOG = LoggerFactory.getLogger(TlsTermination.class);

  /** Of the kernel's {@code tcpi_state}: the client has ended its output. */
  private static final int TCP_CLOSE_WAIT = 8;

  private final ServerTls tls;
  private final HandshakeEvents events;
  private final ClientConnection connection;
  private final HandshakeQueue queue;
  private final int atATime;
  private ClientTrust trust = ClientTrust.NOBODY;
  private @Nullable ChannelHandlerContext context;
  private HandshakeQueue.@Nullable Turn turn;
  private @Nullable ByteBuf held;

  /**
   * For one client.
   *
   * @param queue its event loop's
   * @param atATime how many handshakes may be under way on that event loop, {@code >= 1}
   */
  public TlsTermination(
      ServerTls tls,
      HandshakeEvents events,
      ClientConnection connection,
      HandshakeQueue queue,
      int atATime) {
    this.tls = tls;
    this.events = events;
    this.connection = connection;
    this.queue = queue;
    this.atATime = atATime;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case Detected(Scheme scheme) when scheme == Scheme.HTTPS -> enter(ctx);
      case Detected _ -> plain(ctx);
      case SslHandshakeCompletionEvent completion -> handshakeEnded(ctx, completion);
      case Overdue(CloseReason reason) -> {
        fail(reason, HandshakeFailure.TIMEOUT);
        ctx.fireUserEventTriggered(event);
      }
      default -> ctx.fireUserEventTriggered(event);
    }
  }

  private void plain(ChannelHandlerContext ctx) {
    connection.on(ConnectionEvent.PLAIN_DETECTED);
    establish(ctx, Scheme.HTTP, null);
  }

  /** Bytes come before it is this client's turn: they wait, and further ones in the kernel. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (hasLeft() || held != null) {
      ReferenceCountUtil.release(message);
    } else {
      held = (ByteBuf) message;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(CloseReason.HANDSHAKE_FAILED, HandshakeFailure.ABORTED);
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (held != null) {
      held.release();
      held = null;
    }
    if (turn != null) {
      turn.end();
    }
  }

  private void enter(ChannelHandlerContext ctx) {
    connection.on(ConnectionEvent.TLS_DETECTED);
    context = ctx;
    queue.enter(this, atATime);
    if (turn == null) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public boolean hasLeft() {
    return connection.state() != ConnectionState.HANDSHAKING;
  }

  @Override
  public void begin(HandshakeQueue.Turn next) {
    turn = next;
    ChannelHandlerContext ctx = Objects.requireNonNull(context);
    if (held != null && hasEnded(ctx)) {
      // While it waited it was not read from: a handshake would be for nobody.
      fail(CloseReason.HANDSHAKE_FAILED, HandshakeFailure.ABORTED);
      ctx.close();
      return;
    }
    // Before the engine is made: if it is replaced between the two, the client is verified twice.
    trust = tls.clients().trust();
    SslHandler made = tls.newHandler(ctx.alloc());
    if (made == null) {
      fail(CloseReason.NO_CERTIFICATE, HandshakeFailure.NO_CERTIFICATE);
      ctx.close();
      return;
    }
    var engine = new HalfCloseHandler(made.engine(), connection);
    // The connection's own limits apply to the handshake and to the end, as to every other state.
    engine.setCloseNotifyFlushTimeoutMillis(0);
    engine.setHandshakeTimeoutMillis(0);
    ctx.pipeline().addBefore(ctx.name(), null, engine);
    ByteBuf first = held;
    if (first != null) {
      held = null;
      ctx.pipeline().fireChannelRead(first).fireChannelReadComplete();
      ctx.channel().config().setAutoRead(true);
    }
  }

  private static boolean hasEnded(ChannelHandlerContext ctx) {
    return ctx.channel() instanceof EpollSocketChannel socket
        && socket.isOpen()
        && socket.tcpInfo().state() == TCP_CLOSE_WAIT;
  }

  private void handshakeEnded(ChannelHandlerContext ctx, SslHandshakeCompletionEvent completion) {
    Throwable cause = completion.cause();
    if (cause != null) {
      LOG.atDebug().addKeyValue("cause", cause).log("handshake failed");
      fail(CloseReason.HANDSHAKE_FAILED, HandshakeFailure.of(cause));
      ctx.close();
      return;
    }
    // Nothing of ours acknowledges the client's Finished until the first answer: a client with
    // Nagle's algorithm would hold its first request back for the delayed acknowledgement.
    ctx.channel().config().setOption(EpollChannelOption.TCP_QUICKACK, true);
    var engine = (ReferenceCountedOpenSslEngine) ctx.pipeline().get(SslHandler.class).engine();
    var session = (OpenSslSession) engine.getSession();
    boolean resumed = SSL.isSessionReused(engine.sslPointer());
    try {
      ClientCertificate client = client(ctx, session, resumed);
      long nanos = connection.handshakeNanos();
      connection.on(ConnectionEvent.HANDSHAKE_COMPLETED);
      events.handshakeCompleted(completed(session, resumed), nanos);
      establish(ctx, Scheme.HTTPS, client);
    } catch (UntrustedClientException | SSLPeerUnverifiedException e) {
      LOG.atDebug().addKeyValue("cause", e).log("resumed session refused");
      fail(CloseReason.HANDSHAKE_FAILED, HandshakeFailure.of(e));
      ctx.close();
    }
  }

  private @Nullable ClientCertificate client(
      ChannelHandlerContext ctx, OpenSslSession session, boolean resumed)
      throws UntrustedClientException, SSLPeerUnverifiedException {
    if (!session.hasPeerCertificates()) {
      return null;
    }
    var chain =
        Stream.of(session.getPeerCertificates()).map(each -> (X509Certificate) each).toList();
    return tls.clients().admit(ctx.channel(), connection, chain, trust, resumed);
  }

  /** Counts the failure if it is the first thing that ends this handshake. */
  private void fail(CloseReason why, HandshakeFailure reason) {
    if (connection.state() == ConnectionState.HANDSHAKING) {
      connection.closeFor(why);
      events.handshakeFailed(reason);
    }
  }

  private static HandshakeEvents.Completed completed(OpenSslSession session, boolean resumed) {
    return new HandshakeEvents.Completed(
        session.getProtocol().equals(SslProtocols.TLS_v1_3)
            ? TlsVersion.TLS_1_3
            : TlsVersion.TLS_1_2,
        HandshakeCipher.of(session.getCipherSuite()),
        Groups.of(session.getNamedGroup()),
        resumed);
  }

  private void establish(
      ChannelHandlerContext ctx, Scheme scheme, @Nullable ClientCertificate client) {
    ctx.fireUserEventTriggered(new Established(scheme, client));
    ctx.pipeline().remove(this);
  }
}
