package dev.httpsupgrade.proxy;

import dev.httpsupgrade.proxy.accept.ConnectionPipeline;
import dev.httpsupgrade.proxy.accept.EpollLoops;
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
import dev.httpsupgrade.proxy.http.HttpSettings;
import dev.httpsupgrade.proxy.http.rules.HttpPolicy;
import dev.httpsupgrade.proxy.logs.AccessLog;
import dev.httpsupgrade.proxy.metrics.Metrics;
import dev.httpsupgrade.proxy.tls.KeyLog;
import dev.httpsupgrade.proxy.tls.ServerCertificate;
import dev.httpsupgrade.proxy.tls.ServerTls;
import dev.httpsupgrade.proxy.upstream.AppProbe;
import dev.httpsupgrade.proxy.upstream.UpstreamPools;
import dev.httpsupgrade.sidecar.config.LogLevel;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.SidecarStatus;
import dev.httpsupgrade.sidecar.config.TlsConfig;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one sidecar: start, ready, drain, stop. */
final class Proxy implements AdminState, ConfigReloader.Target {

  /** What is not the same in every process; injected, so that tests hold them. */
  record World(Clock clock, LongSupplier nanoTime, Random random, Path root, Logs logs) {}

  /**
   * Where logs go.
   *
   * @param access where lines of the access log are written
   * @param level takes the level of the log on standard error
   * @param keys see {@link ServerTls.Surroundings}
   */
  record Logs(OutputStream access, Consumer<LogLevel> level, @Nullable KeyLog keys) {}

  private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

  /** A client that asked this recently may be about to ask again. */
  private static final Duration LEAVE_IDLE = Duration.ofSeconds(1);

  private static final Duration STOP_STEP = Duration.ofMillis(100);

  private final ProxySettings settings;
  private final World world;
  private final String version;
  private final ConfigSource source;
  private final ConfigReloader config;
  private final EventLoopGroup loops;
  private final Drain drain;
  private final ServerTls tls;
  private final AccessLog accessLog;
  private final OpenConnections open;
  private final ListenerFactory listenerFactory;
  private final TrafficListeners listeners;
  private final AdminServer admin;
  private final DirectoryWatch watch;
  private volatile HttpPolicy policy;
  private final Readiness readiness;

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
    loops = EpollLoops.create(settings.eventLoops());
    open = new OpenConnections(maxConnections(first.config()));
    drain = new Drain(loops.next(), turn -> open.leaveIfIdle(turn, LEAVE_IDLE));
    gauges(metrics, open, drain);
    tls = tls(first.config().tls(), metrics);
    accessLog = accessLog(first.config(), metrics);
    var shared =
        new ConnectionPipeline.Shared(
            new ConnectionPipeline.InUse(() -> config.current().loaded().config(), () -> policy),
            new ConnectionPipeline.Events(metrics::traffic, accessLog, metrics.tls()),
            new HttpSettings.Leaving(drain::isActive, settings.times().linger()),
            world.clock(),
            world.nanoTime());
    var pools = new UpstreamPools(settings.upstream(), metrics::upstream, world.nanoTime());
    listenerFactory = new ListenerFactory(loops);
    listeners =
        new TrafficListeners(listenerFactory, new ConnectionPipeline(shared, tls, pools, open));
    var adminContexts = new AdminContexts(tls);
    admin = new AdminServer(this, metrics::scrape, settings.drainToken(), access, adminContexts);
    readiness = new Readiness(tls, new AppProbe(loops, world.nanoTime()), world.clock());
    watch = new DirectoryWatch(watched(), settings.times().poll(), this::reload);
  }

  /**
   * Binds the ports, loads the certificate if there is one, and watches both files.
   *
   * @throws UnusableConfigException if a port can't be bound
   */
  void start() throws UnusableConfigException {
    SidecarConfig first = config.current().loaded().config();
    world.logs().level().accept(first.logLevel());
    admin.start(listenerFactory, first.admin().port());
    tls.reload();
    listeners.apply(first.ports());
    readiness.listening();
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
    if (!none) {
      LOG.atWarn().addKeyValue("openConnections", open.size()).log("cut, as the time was over");
    }
    open.closeAll();
    admin.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    tls.close();
    accessLog.end();
  }

  @Override
  public CompletionStage<List<String>> lifeObstacles() {
    return new Liveness(loops).obstacles();
  }

  @Override
  public List<String> startObstacles() {
    return readiness.startObstacles();
  }

  @Override
  public CompletionStage<List<String>> trafficObstacles() {
    return readiness.obstacles(config.current().loaded().config().ports());
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
        new SidecarStatus.Configuration(
            current.loaded().sha256(), current.error(), tls.clientTrust()),
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
    open.max(maxConnections(next));
    accessLog.settings(next.http().accessLog());
    world.logs().level().accept(next.logLevel());
  }

  private ServerTls tls(TlsConfig of, Metrics metrics) throws UnusableConfigException {
    KeyLog keys = world.logs().keys();
    metrics.gauge(
        "tls_key_log",
        "Whether secrets of TLS sessions are written to a file, 1 or 0",
        () -> keys == null ? 0 : 1);
    var surroundings =
        new ServerTls.Surroundings(world.clock(), world.nanoTime(), world.random(), keys);
    return new ServerTls(of, surroundings, metrics.tls());
  }

  private static void gauges(Metrics metrics, OpenConnections open, Drain drain) {
    metrics.gauge("connection_limit", "How many may be open at a time", () -> open.max());
    metrics.gauge(
        "draining",
        "Whether clients are being asked to leave, 1 or 0",
        () -> drain.isActive() ? 1 : 0);
  }

  private AccessLog accessLog(SidecarConfig of, Metrics metrics) {
    var surroundings =
        new AccessLog.Surroundings(world.clock(), world.nanoTime(), world.logs().access());
    var log = new AccessLog(surroundings, of.http().accessLog());
    metrics.counter("access_log_lines", "Lines of the access log written", log::written);
    metrics.counter(
        "access_log_dropped_lines", "Lines of the access log lost to a slow reader", log::dropped);
    return log;
  }

  private int maxConnections(SidecarConfig of) {
    int max = of.limits().connections().max();
    return max == 0 ? settings.memory().connections() : max;
  }

  private void reload() {
    config.reload();
    // Watched before they are read: a change in between would wait for the next poll.
    watch.directories(watched());
    tls.reload();
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
