package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.ClientCertificate;
import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.connection.StageEvent;
import dev.httpsupgrade.proxy.connection.StageEvent.Detected;
import dev.httpsupgrade.proxy.connection.StageEvent.Established;
import dev.httpsupgrade.proxy.connection.StageEvent.LeaveIfIdle;
import dev.httpsupgrade.proxy.connection.StageEvent.Overdue;
import dev.httpsupgrade.proxy.connection.StageEvent.Proxied;
import dev.httpsupgrade.proxy.connection.StageEvent.StopIdle;
import dev.httpsupgrade.proxy.connection.StageEvent.TrustEnded;
import dev.httpsupgrade.proxy.http.rules.CertificateElement;
import dev.httpsupgrade.proxy.http.rules.Client;
import dev.httpsupgrade.proxy.http.rules.ConnectionRules;
import dev.httpsupgrade.proxy.upstream.UpstreamPool;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last handler of a client's pipeline: hands what Netty tells to its {@link RequestRelay}. */
@SuppressWarnings("FutureReturnValueIgnored") // nothing follows from how a close goes
public final class HttpStage extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(HttpStage.class);

  private final HttpSettings settings;
  private final TrafficPort port;
  private final Heads heads;
  private final UpstreamPool pool;
  private final ClientConnection connection;
  private @Nullable InetAddress proxied;
  private @Nullable RequestRelay relay;

  public HttpStage(
      HttpSettings settings,
      TrafficPort port,
      Heads heads,
      UpstreamPool pool,
      ClientConnection connection) {
    this.settings = settings;
    this.port = port;
    this.heads = heads;
    this.pool = pool;
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (relay == null) {
      ReferenceCountUtil.release(message);
    } else {
      relay.read((ByteBuf) message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (relay != null) {
      relay.readComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (relay != null) {
      relay.clientWritabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case StageEvent stage -> stage(ctx, stage);
      case ChannelInputShutdownEvent _ -> inputEnded(ctx);
      case SslCloseCompletionEvent _ -> sessionEnded(ctx);
      default -> {
        // Netty's other events are about its own handlers.
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (relay != null) {
      relay.end().closed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    try {
      broken(cause);
    } finally {
      ctx.close();
    }
  }

  private void broken(Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) {
      LOG.atDebug().addKeyValue("cause", cause).log("connection broke");
      if (relay != null) {
        relay.end().broken();
      }
    } else if (cause instanceof OutOfMemoryError) {
      LOG.atDebug().addKeyValue("cause", cause).log("connection closed for want of memory");
      connection.closeFor(CloseReason.OUT_OF_MEMORY);
    } else {
      LOG.atError().setCause(cause).log("connection closed by a defect");
      connection.closeFor(CloseReason.INTERNAL_ERROR);
    }
  }

  private void stage(ChannelHandlerContext ctx, StageEvent event) {
    switch (event) {
      case Established(var scheme, var certificate) -> {
        Client who = clientOf(ctx, scheme, certificate);
        var recorder = settings.recording().of(ctx, who);
        var client = new ClientChannel(ctx, connection, recorder, settings.leaving().linger());
        relay =
            new RequestRelay(
                client,
                connection,
                new ConnectionRules(settings.policy(), who),
                settings,
                heads,
                pool,
                recorder);
      }
      case Proxied(String address) -> proxied = InetAddress.ofLiteral(address);
      case Overdue(CloseReason reason) -> overdue(ctx, reason);
      case StopIdle _ -> stopIdle(ctx, CloseReason.STOPPED);
      case TrustEnded _ -> {
        connection.leave(CloseReason.CLIENT_UNTRUSTED);
        stopIdle(ctx, CloseReason.CLIENT_UNTRUSTED);
      }
      case LeaveIfIdle(long nanos, CloseReason reason) -> {
        if (relay != null && connection.idleNanos() >= nanos) {
          relay.end().end(reason);
        }
      }
      case Detected _ -> throw new IllegalStateException("detected after it was established");
    }
  }

  private Client clientOf(
      ChannelHandlerContext ctx, Scheme scheme, @Nullable ClientCertificate certificate) {
    InetAddress address = proxied;
    if (address == null && ctx.channel().remoteAddress() instanceof InetSocketAddress peer) {
      address = peer.getAddress();
    }
    return new Client(
        scheme, address, port, certificate == null ? null : CertificateElement.of(certificate));
  }

  private void overdue(ChannelHandlerContext ctx, CloseReason reason) {
    if (relay != null) {
      relay.end().overdue(reason);
    } else {
      connection.closeFor(reason);
      ctx.close();
    }
  }

  private void stopIdle(ChannelHandlerContext ctx, CloseReason reason) {
    if (relay != null) {
      relay.end().stopIdle(reason);
    } else {
      connection.closeFor(reason);
      ctx.close();
    }
  }

  private void sessionEnded(ChannelHandlerContext ctx) {
    if (relay == null) {
      ctx.close();
    } else {
      relay.end().sessionEnded();
    }
  }

  private void inputEnded(ChannelHandlerContext ctx) {
    if (relay == null) {
      ctx.close();
    } else {
      relay.inputEnded();
    }
  }
}
