package dev.httpsupgrade.proxy;

import dev.httpsupgrade.proxy.accept.ConnectionPipeline;
import dev.httpsupgrade.proxy.accept.ListenerFactory;
import dev.httpsupgrade.proxy.accept.OpenConnections;
import dev.httpsupgrade.proxy.accept.TrafficListeners;
import dev.httpsupgrade.proxy.admin.AdminAccess;
import dev.httpsupgrade.proxy.admin.AdminContexts;
import dev.httpsupgrade.proxy.admin.AdminServer;
import dev.httpsupgrade.proxy.admin.AdminState;
import dev.httpsupgrade.proxy.config.ConfigReloader;
import dev.httpsupgrade.proxy.config.ConfigSource;
import dev.httpsupgrade.proxy.config.DirectoryWatch;
import dev.httpsupgrade.proxy.config.LoadedConfig;
import dev.httpsupgrade.proxy.config.UnusableConfigException;
import dev.httpsupgrade.proxy.http.HttpPolicy;
import dev.httpsupgrade.proxy.metrics.Metrics;
import dev.httpsupgrade.proxy.tls.ServerCertificate;
import dev.httpsupgrade.proxy.tls.ServerTls;
import dev.httpsupgrade.proxy.upstream.UpstreamPools;
import dev.httpsupgrade.sidecar.config.LogLevel;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.SidecarStatus;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one sidecar: start, ready, drain, stop. */
final class Proxy implements AdminState, ConfigReloader.Target {

  /** What is not the same in every process; injected, so that tests hold them. */
  record World(
      Clock clock, LongSupplier nanoTime, Random random, Path root, Consumer<LogLevel> logLevel) {}

  private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);
  private static final Duration STOP_STEP = Duration.ofMillis(100);

  private final ProxySettings settings;
  private final World world;
  private final String version;
  private final ConfigSource source;
  private final ConfigReloader config;
  private final EventLoopGroup loops;
  private final Drain drain;
  private final ServerTls tls;
  private final OpenConnections open = new OpenConnections(OpenConnections.MAX);
  private final ListenerFactory listenerFactory;
  private final TrafficListeners listeners;
  private final AdminServer admin;
  private final DirectoryWatch watch;
  private volatile HttpPolicy policy;
  private volatile boolean listening;

  /**
   * Wires everything; {@link #start} begins.
   *
   * @param version what the operator is told
   * @throws UnusableConfigException if a field of {@code first} can't be used
   */
  Proxy(
      ProxySettings settings, World world, String version, ConfigSource source, LoadedConfig first)
      throws UnusableConfigException {
    this.settings = settings;
    this.world = world;
    this.version = version;
    this.source = source;
    policy = HttpPolicy.of(first.config());
    var access = AdminAccess.of(first.config().admin());
    var metrics = new Metrics(version, world.clock(), world.root());
    config = new ConfigReloader(source, first, this, metrics);
    loops =
        new MultiThreadIoEventLoopGroup(
            settings.eventLoops(), new DefaultThreadFactory("loop"), EpollIoHandler.newFactory());
    drain = new Drain(loops.next());
    tls =
        new ServerTls(
            first.config().tls(), world.clock(), world.nanoTime(), world.random(), metrics);
    var shared =
        new ConnectionPipeline.Shared(
            () -> config.current().loaded().config(),
            metrics::traffic,
            metrics,
            () -> policy,
            world.clock(),
            drain::isActive,
            settings.times().linger(),
            world.nanoTime());
    var pools = new UpstreamPools(settings.upstream(), world.nanoTime());
    listenerFactory = new ListenerFactory(loops);
    listeners =
        new TrafficListeners(listenerFactory, new ConnectionPipeline(shared, tls, pools, open));
    var adminContexts = new AdminContexts(tls);
    admin = new AdminServer(this, metrics::scrape, settings.drainToken(), access, adminContexts);
    watch = new DirectoryWatch(watched(), settings.times().poll(), this::reload);
  }

  /**
   * Binds the ports, loads the certificate if there is one, and watches both files.
   *
   * @throws UnusableConfigException if a port can't be bound
   */
  void start() throws UnusableConfigException {
    SidecarConfig first = config.current().loaded().config();
    world.logLevel().accept(first.logLevel());
    admin.start(listenerFactory, first.admin().port());
    tls.reload();
    listeners.apply(first.ports());
    listening = true;
    watch.start();
    LOG.atInfo().addKeyValue("version", version).log("started");
  }

  /** Takes no more connections, lets requests in flight end, and closes everything. */
  void stop() throws InterruptedException, IOException {
    boolean clientsKnow = drain.isActive();
    LOG.atInfo().addKeyValue("openConnections", open.size()).log("stopping");
    watch.close();
    listeners.close();
    drain.beginLast();
    long end = world.nanoTime().getAsLong() + settings.times().stop().toNanos();
    boolean none = open.awaitNone(clientsKnow ? Duration.ZERO : settings.times().idleGrace());
    while (!none && end - world.nanoTime().getAsLong() > 0) {
      open.stopIdle();
      none = open.awaitNone(STOP_STEP);
    }
    open.closeAll();
    admin.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    tls.close();
  }

  @Override
  public @Nullable String unreadyReason() {
    if (!listening) {
      return "not listening yet";
    }
    return tls.unreadyReason();
  }

  @Override
  public SidecarStatus status() {
    ConfigReloader.Current current = config.current();
    ServerCertificate certificate = tls.leaf();
    SidecarStatus.Leaf leaf =
        certificate == null
            ? null
            : new SidecarStatus.Leaf(
                certificate.fingerprint(), certificate.notAfter(), tls.error());
    return new SidecarStatus(
        version,
        new SidecarStatus.Configuration(current.loaded().sha256(), current.error()),
        leaf,
        open.size(),
        drain.isActive());
  }

  @Override
  public void drain() {
    int seconds = config.current().loaded().config().admin().cancelDrainAfterSeconds();
    drain.begin(Duration.ofSeconds(seconds));
  }

  @Override
  public void apply(LoadedConfig from, LoadedConfig to) throws UnusableConfigException {
    SidecarConfig old = from.config();
    SidecarConfig next = to.config();
    refuseChange("admin.port", old.admin().port(), next.admin().port());
    AdminAccess access = AdminAccess.of(next.admin());
    listeners.apply(next.ports());
    try {
      tls.apply(next.tls());
    } catch (UnusableConfigException e) {
      listeners.apply(old.ports());
      throw e;
    }
    policy = HttpPolicy.of(next);
    admin.access(access);
    world.logLevel().accept(next.logLevel());
  }

  private void reload() {
    config.reload();
    tls.reload();
    watch.directories(watched());
  }

  private static void refuseChange(String field, Object old, Object next)
      throws UnusableConfigException {
    if (!Objects.equals(old, next)) {
      throw new UnusableConfigException(
          "%s: %s (expected: %s, as it can't change at run time)".formatted(field, next, old));
    }
  }

  private Set<Path> watched() {
    Set<Path> directories = tls.directories();
    switch (source) {
      case ConfigSource.ConfigFile file -> directories.add(file.directory());
      case ConfigSource.Environment _ -> {
        // The environment can't change.
      }
    }
    return directories;
  }
}
