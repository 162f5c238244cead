package dev.httpsupgrade.proxy.accept;

import dev.httpsupgrade.proxy.connection.StageEvent.StopIdle;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The traffic connections that are open, on all ports. */
public final class OpenConnections {

  /** At about 13 KiB each, what a small memory limit can hold. */
  public static final int MAX = 10_000;

  private final int max;
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

  /**
   * An empty set.
   *
   * @param max how many connections are accepted at a time, {@code >= 1}
   */
  public OpenConnections(int max) {
    this.max = max;
  }

  /** How many are open now. */
  public int size() {
    return channels.size();
  }

  /** Adds a connection until it closes; false if there are too many. */
  boolean admit(Channel channel) {
    if (channels.size() >= max) {
      return false;
    }
    channels.add(channel);
    channel.closeFuture().addListener(_ -> forget(channel));
    return true;
  }

  /**
   * Waits until none is open.
   *
   * @return whether none is
   */
  public synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    long left = end - System.nanoTime();
    while (!channels.isEmpty() && left > 0) {
      wait(left / 1_000_000 + 1);
      left = end - System.nanoTime();
    }
    return channels.isEmpty();
  }

  private synchronized void forget(Channel channel) {
    channels.remove(channel);
    notifyAll();
  }

  /** Asks those without a request in flight to end. */
  public void stopIdle() {
    channels.forEach(channel -> channel.pipeline().fireUserEventTriggered(new StopIdle()));
  }

  /** Ends all. */
  public void closeAll() {
    for (Channel channel : channels) {
      var _ = channel.close();
    }
  }
}
