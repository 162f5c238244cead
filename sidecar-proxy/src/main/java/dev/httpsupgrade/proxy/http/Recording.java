package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.AccessEntry;
import dev.httpsupgrade.proxy.connection.AccessEvents;
import dev.httpsupgrade.proxy.connection.TrafficEvents;
import dev.httpsupgrade.proxy.http.rules.Client;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests of one traffic port are told.
 *
 * @param events for the metrics
 * @param access for the access log
 * @param nanoTime a clock as {@link System#nanoTime()} is one
 */
public record Recording(TrafficEvents events, AccessEvents access, LongSupplier nanoTime) {

  /** For one connection. */
  RequestRecorder of(ChannelHandlerContext ctx, Client client) {
    return new RequestRecorder(
        events.requests(client.scheme()), access, () -> told(ctx, client), nanoTime);
  }

  private static AccessEntry.Client told(ChannelHandlerContext ctx, Client client) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    @Nullable SSLSession session = tls == null ? null : tls.engine().getSession();
    return new AccessEntry.Client(
        client.port().name(),
        client.scheme(),
        client.addressText(),
        session == null ? null : session.getProtocol(),
        session == null ? null : session.getCipherSuite());
  }
}
