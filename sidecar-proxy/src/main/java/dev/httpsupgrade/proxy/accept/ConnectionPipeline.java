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
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Puts the stages of a client's connection together. */
public final class ConnectionPipeline {

  /**
   * What all connections share.
   *
   * @param inUse the configuration
   * @param events where is told what happens
   * @param leaving how clients leave
   * @param clock see {@link HttpSettings}
   * @param nanoTime a clock as {@link System#nanoTime()} is one
   */
  public record Shared(
      InUse inUse,
      Events events,
      HttpSettings.Leaving leaving,
      InstantSource clock,
      LongSupplier nanoTime) {}

  /**
   * The configuration in use.
   *
   * @param config each connection keeps the one that it begins with
   * @param policy what it says of HTTP, for each request anew
   */
  public record InUse(Supplier<SidecarConfig> config, Supplier<HttpPolicy> policy) {}

  /**
   * Where is told what happens.
   *
   * @param traffic on a traffic port: connections and requests
   * @param access each request, for the access log
   * @param handshakes each handshake
   */
  public record Events(
      Function<TrafficPort, TrafficEvents> traffic,
      AccessEvents access,
      HandshakeEvents handshakes) {}

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
    TrafficEvents events = shared.events().traffic().apply(port);
    SidecarConfig config = shared.inUse().config().get();
    var connection = new ClientConnection(config.limits().times(), shared.nanoTime());
    if (!open.admit(channel, connection)) {
      events.closed(CloseReason.TOO_MANY_CONNECTIONS);
      var _ = channel.close();
      return;
    }
    PerLoop loop = perLoop.computeIfAbsent(channel.eventLoop(), this::newPerLoop);
    var app = pools.of(channel.eventLoop(), port.appPort());
    // Tells Overdue to all the others when nothing happens for too long.
    channel.pipeline().addLast(new IdleReaper(connection));
    if (channel.remoteAddress() instanceof InetSocketAddress peer
        && shared.inUse().policy().get().takesProxyProtocol(peer.getAddress())) {
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
                shared.events().handshakes(),
                connection,
                loop.handshakes(),
                handshakesPerLoop(channel.eventLoop(), config)))
        // Counts the connection from Established to its end, with the reason.
        .addLast(new ConnectionRecorder(connection, events))
        // Requests to the app and answers back: the pool's connections are its other end.
        .addLast(new HttpStage(httpSettings(config, events), port, loop.heads(), app, connection));
  }

  private HttpSettings httpSettings(SidecarConfig config, TrafficEvents events) {
    return new HttpSettings(
        new Recording(events, shared.events().access(), shared.nanoTime()),
        config.limits().head(),
        shared.inUse().policy(),
        shared.clock(),
        shared.leaving());
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
