package dev.httpsupgrade.proxy.accept;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.StageEvent.LeaveIfIdle;
import dev.httpsupgrade.proxy.connection.StageEvent.StopIdle;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The traffic connections that are open, on all ports. */
public final class OpenConnections {

  /** How many turns it takes to ask everybody to leave during a drain. */
  static final int LEAVE_TURNS = 10;

  /** Among so many, the one that has been idle longest makes room. */
  private static final int SAMPLE = 16;

  private volatile int max;
  private final Map<Channel, ClientConnection> channels = new ConcurrentHashMap<>();
  private Iterator<Map.Entry<Channel, ClientConnection>> cursor = channels.entrySet().iterator();

  /**
   * An empty set.
   *
   * @param max how many connections are accepted at a time, {@code >= 1}
   */
  public OpenConnections(int max) {
    this.max = max;
  }

  /** Another limit; connections that are too many by it stay. */
  public void max(int connections) {
    max = connections;
  }

  public int max() {
    return max;
  }

  /** How many are open now. */
  public int size() {
    return channels.size();
  }

  /**
   * Adds a connection until it closes; false if there are too many.
   *
   * <p>Near the limit, each that comes has another one leave, if there is one that has no request:
   * who comes has something to ask.
   */
  boolean admit(Channel channel, ClientConnection connection) {
    int size = channels.size();
    if (size >= max - Math.max(1, max / 32)) {
      makeRoom();
    }
    if (size >= max) {
      return false;
    }
    channels.put(channel, connection);
    channel.closeFuture().addListener(_ -> forget(channel));
    return true;
  }

  /** Looks at a few, each time at others: looking at all would make each new client dear. */
  private synchronized void makeRoom() {
    @Nullable Channel oldest = null;
    long longest = -1;
    for (int i = 0; i < SAMPLE; i++) {
      if (!cursor.hasNext()) {
        cursor = channels.entrySet().iterator();
        if (!cursor.hasNext()) {
          break;
        }
      }
      var entry = cursor.next();
      // Read without its event loop: out of date at worst, and asked again there.
      long idle = entry.getValue().idleNanos();
      if (idle > longest) {
        longest = idle;
        oldest = entry.getKey();
      }
    }
    if (oldest != null) {
      tell(oldest, new LeaveIfIdle(0, CloseReason.MADE_ROOM));
    }
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
    channels.keySet().forEach(channel -> tell(channel, new StopIdle()));
  }

  /**
   * Asks a tenth of all to end if they have been idle for a while, so that clients move one after
   * the other and not all at once.
   *
   * @param turn which tenth; any number
   * @param idle how long a client must have asked nothing: it is then unlikely to do so just now
   */
  public void leaveIfIdle(int turn, Duration idle) {
    var event = new LeaveIfIdle(idle.toNanos(), CloseReason.DRAINED);
    channels
        .keySet()
        .forEach(channel -> {
          if (Math.floorMod(channel.hashCode() - turn, LEAVE_TURNS) == 0) {
            tell(channel, event);
          }
        });
  }

  private static void tell(Channel channel, Object event) {
    channel.pipeline().fireUserEventTriggered(event);
  }

  /** Ends all. */
  public void closeAll() {
    for (Channel channel : channels.keySet()) {
      var _ = channel.close();
    }
  }
}
