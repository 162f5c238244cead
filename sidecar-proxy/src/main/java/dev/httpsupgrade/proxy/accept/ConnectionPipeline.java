package dev.httpsupgrade.proxy.accept;

import dev.httpsupgrade.proxy.connection.AccessEvents;
import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.TrafficEvents;
import dev.httpsupgrade.proxy.http.Heads;
import dev.httpsupgrade.proxy.http.HttpSettings;
import dev.httpsupgrade.proxy.http.HttpStage;
import dev.httpsupgrade.proxy.http.Recording;
import dev.httpsupgrade.proxy.http.rules.HttpPolicy;
import dev.httpsupgrade.proxy.tls.HandshakeEvents;
import dev.httpsupgrade.proxy.tls.HandshakeQueue;
import dev.httpsupgrade.proxy.tls.ServerTls;
import dev.httpsupgrade.proxy.tls.TlsTermination;
import dev.httpsupgrade.proxy.upstream.UpstreamPools;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.MultithreadEventExecutorGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Puts the stages of a client's connection together. */
public final class ConnectionPipeline {

  /**
   * What all connections share.
   *
   * @param config the configuration in use: each connection keeps the one it begins with
   * @param traffic where a traffic port's connections and requests are counted
   * @param handshakes where handshakes are counted
   * @param access where requests are logged
   * @param policy what the configuration in use says of HTTP
   * @param clock see {@link HttpSettings}
   * @param draining whether clients are being asked to leave
   * @param linger see {@link HttpSettings}
   * @param nanoTime a clock as {@link System#nanoTime()} is one
   */
  public record Shared(
      Supplier<SidecarConfig> config,
      Function<TrafficPort, TrafficEvents> traffic,
      AccessEvents access,
      HandshakeEvents handshakes,
      Supplier<HttpPolicy> policy,
      InstantSource clock,
      BooleanSupplier draining,
      Duration linger,
      LongSupplier nanoTime) {}

  private final Shared shared;
  private final ServerTls tls;
  private final UpstreamPools pools;
  private final OpenConnections open;
  private final Map<EventLoop, PerLoop> perLoop = new ConcurrentHashMap<>();

  /** What the connections of one event loop share. */
  private record PerLoop(Heads heads, HandshakeQueue handshakes) {}

  public ConnectionPipeline(
      Shared shared, ServerTls tls, UpstreamPools pools, OpenConnections open) {
    this.shared = shared;
    this.tls = tls;
    this.pools = pools;
    this.open = open;
  }

  /** The whole way of a connection, from its first byte to the app. */
  void assemble(Channel channel, TrafficPort port) {
    TrafficEvents events = shared.traffic().apply(port);
    SidecarConfig config = shared.config().get();
    var connection = new ClientConnection(config.limits().times(), shared.nanoTime());
    if (!open.admit(channel, connection)) {
      events.closed(CloseReason.TOO_MANY_CONNECTIONS);
      var _ = channel.close();
      return;
    }
    var recording = new Recording(events, shared.access(), shared.nanoTime());
    var http =
        new HttpSettings(
            recording,
            config.limits().head(),
            shared.policy(),
            shared.clock(),
            shared.draining(),
            shared.linger());
    PerLoop loop = perLoop.computeIfAbsent(channel.eventLoop(), this::newPerLoop);
    var app = pools.of(channel.eventLoop(), port.appPort());
    // Tells Overdue to all the others when nothing happens for too long.
    channel.pipeline().addLast(new IdleReaper(connection));
    if (channel.remoteAddress() instanceof InetSocketAddress peer
        && shared.policy().get().takesProxyProtocol(peer.getAddress())) {
      // Takes a PROXY protocol header off, tells Proxied, and leaves.
      channel.pipeline().addLast(new ProxyHeader(connection));
    }
    channel
        .pipeline()
        // Looks at the first byte, tells Detected, and leaves.
        .addLast(new ProtocolDetector())
        // If it is TLS, puts Netty's engine here and awaits the handshake; tells Established,
        // leaves.
        .addLast(
            new TlsTermination(
                tls,
                shared.handshakes(),
                connection,
                loop.handshakes(),
                handshakesPerLoop(channel.eventLoop(), config)))
        // Counts the connection from Established to its end, with the reason.
        .addLast(new ConnectionRecorder(connection, events))
        // Requests to the app and answers back: the pool's connections are its other end.
        .addLast(new HttpStage(http, port, loop.heads(), app, connection));
  }

  private PerLoop newPerLoop(EventLoop loop) {
    return new PerLoop(new Heads(), new HandshakeQueue(loop, shared.nanoTime()));
  }

  /** Event loops take connections in turn, so that each has about its share of handshakes. */
  private static int handshakesPerLoop(EventLoop loop, SidecarConfig config) {
    int all = config.limits().connections().maxHandshakes();
    int loops = ((MultithreadEventExecutorGroup) loop.parent()).executorCount();
    return Math.max(1, all / loops);
  }
}
