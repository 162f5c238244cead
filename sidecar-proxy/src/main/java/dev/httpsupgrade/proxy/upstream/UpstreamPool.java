package dev.httpsupgrade.proxy.upstream;

import io.netty.channel.EventLoop;
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

  private final EventLoop loop;
  private final UpstreamSettings settings;
  private final LongSupplier nanoTime;
  private final AppConnector connector;
  private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
  private boolean sweeping;

  UpstreamPool(EventLoop loop, int appPort, UpstreamSettings settings, LongSupplier nanoTime) {
    this.loop = loop;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.connector = new AppConnector(loop, appPort, settings.connectTimeout());
  }

  /**
   * A connection, idle till now or new; a new one takes writes at once and sends them when it is
   * connected.
   *
   * @param repeatable whether the request can be sent again if the app closes just now
   */
  public UpstreamConnection acquire(UpstreamListener listener, boolean repeatable) {
    long limit = (repeatable ? settings.maxIdle() : settings.maxIdleForOnce()).toNanos();
    UpstreamConnection youngest = idle.peekLast();
    if (youngest == null || nanoTime.getAsLong() - youngest.idleSince() > limit) {
      return connect(listener);
    }
    idle.removeLast();
    youngest.reuse(listener);
    return youngest;
  }

  /** A connection that never served a request. */
  public UpstreamConnection connect(UpstreamListener listener) {
    var connection = new UpstreamConnection(this, listener);
    connector.connect(connection);
    return connection;
  }

  void giveBack(UpstreamConnection connection) {
    connection.idleSince(nanoTime.getAsLong());
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
    var _ = loop.schedule(this::sweep, settings.maxIdle().toMillis() / 2, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    long now = nanoTime.getAsLong();
    UpstreamConnection oldest = idle.peekFirst();
    while (oldest != null && now - oldest.idleSince() > settings.maxIdle().toNanos()) {
      idle.removeFirst();
      oldest.close();
      oldest = idle.peekFirst();
    }
    sweeping = oldest != null;
    if (sweeping) {
      sweepLater();
    }
  }
}
