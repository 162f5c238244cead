package dev.httpsupgrade.proxy.admin;

import dev.httpsupgrade.proxy.config.UnusableConfigException;
import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.connection.StageEvent.Detected;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a TLS engine in front of itself if the caller speaks TLS, then leaves the pipeline. */
@SuppressWarnings("FutureReturnValueIgnored") // nothing follows from how a close goes
final class AdminTls extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(AdminTls.class);

  private final AdminContexts contexts;
  private final AdminAccess access;

  AdminTls(AdminContexts contexts, AdminAccess access) {
    this.contexts = contexts;
    this.access = access;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof Detected(Scheme scheme))) {
      ctx.fireUserEventTriggered(event);
      return;
    }
    if (scheme == Scheme.HTTPS) {
      encrypt(ctx);
    }
    ctx.pipeline().remove(this);
  }

  private void encrypt(ChannelHandlerContext ctx) {
    try {
      SslHandler engine = contexts.newHandler(access, ctx.alloc());
      if (engine == null) {
        ctx.close();
      } else {
        ctx.pipeline().addBefore(ctx.name(), null, engine);
      }
    } catch (UnusableConfigException e) {
      LOG.atWarn().addKeyValue("error", e.getMessage()).log("admin port can't speak TLS");
      ctx.close();
    }
  }
}
