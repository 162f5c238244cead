package dev.httpsupgrade.proxy.upstream;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The connections of one event loop to one port of the app.
 *
 * <p>Last in, first out: what was used last is the least likely to be closed by the app, and what
 * is not needed ages at the other end.
 */
public final class UpstreamPool {

  private static final long LEAST_SWEEP = TimeUnit.MILLISECONDS.toNanos(10);

  private final EventLoop loop;
  private final LongSupplier nanoTime;
  private final UpstreamEvents events;
  private final AppConnector connector;
  private final IdleTime idleTime;
  private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
  private final EpollTcpInfo tcpInfo = new EpollTcpInfo();
  private boolean sweeping;

  UpstreamPool(
      EventLoop loop,
      int appPort,
      UpstreamSettings settings,
      UpstreamEvents events,
      LongSupplier nanoTime) {
    this.loop = loop;
    this.nanoTime = nanoTime;
    this.events = events;
    this.connector = new AppConnector(loop, appPort, settings.connectTimeout(), events);
    this.idleTime = new IdleTime(settings);
  }

  /**
   * A connection, idle till now or new; a new one takes writes at once and sends them when it is
   * connected.
   *
   * @param repeatable whether the request can be sent again if the app closes just now
   */
  public UpstreamConnection acquire(UpstreamListener listener, boolean repeatable) {
    UpstreamConnection youngest = idle.peekLast();
    while (youngest != null) {
      if (!isFresh(youngest, repeatable)) {
        break;
      }
      if (repeatable || youngest.isEstablished()) {
        idle.removeLast();
        youngest.reuse(listener);
        return youngest;
      }
      // Its end is here, but has not been told yet.
      youngest.close();
      youngest = idle.peekLast();
    }
    return connect(listener);
  }

  /** A connection that the app can't have been about to close, for a request that met one. */
  public UpstreamConnection retry(UpstreamListener listener) {
    events.retried();
    return connect(listener);
  }

  private UpstreamConnection connect(UpstreamListener listener) {
    var connection = new UpstreamConnection(this, listener);
    connector.connect(connection);
    return connection;
  }

  /** Whether an unused connection may be used again. */
  private boolean isFresh(UpstreamConnection connection, boolean repeatable) {
    long limit = repeatable ? idleTime.nanos() : idleTime.nanosForOnce();
    return nanoTime.getAsLong() - connection.idleSince() <= limit;
  }

  /** What the kernel knows of it; valid until it is asked again. */
  EpollTcpInfo tcpInfo(EpollSocketChannel socket) {
    return socket.tcpInfo(tcpInfo);
  }

  long now() {
    return nanoTime.getAsLong();
  }

  UpstreamEvents events() {
    return events;
  }

  IdleTime idleTime() {
    return idleTime;
  }

  void giveBack(UpstreamConnection connection) {
    idle.addLast(connection);
    if (!sweeping) {
      sweeping = true;
      sweepLater();
    }
  }

  void forget(UpstreamConnection connection) {
    idle.remove(connection);
  }

  private void sweepLater() {
    long next = Math.max(LEAST_SWEEP, idleTime.nanos() / 2);
    var _ = loop.schedule(this::sweep, next, TimeUnit.NANOSECONDS);
  }

  private void sweep() {
    UpstreamConnection oldest = idle.peekFirst();
    while (oldest != null && !isFresh(oldest, true)) {
      idle.removeFirst();
      oldest.close();
      idleTime.kept();
      oldest = idle.peekFirst();
    }
    sweeping = oldest != null;
    if (sweeping) {
      sweepLater();
    }
  }
}
