package dev.httpsupgrade.proxy.tls;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The handshakes of one event loop, begun in the order in which clients come.
 *
 * <p>A handshake takes as long as a dozen requests. So at most one is begun between two looks at
 * all connections that have something to do: open ones get their turn however many clients come.
 * Those that were begun and are not complete are bounded, too; one whose client lets us wait for
 * longer than {@link #PATIENCE} goes on, but keeps nobody else waiting.
 *
 * <p>Used by its event loop alone.
 */
public final class HandshakeQueue {

  /** How long a handshake counts as one of those at a time. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** A client that wants a handshake. */
  interface Entrant {

    /** It is this client's turn. */
    void begin(Turn turn);

    /** Whether it has left while it waited. */
    boolean hasLeft();
  }

  /** A handshake that was begun. */
  final class Turn {
    private final long since = nanoTime.getAsLong();
    private boolean counts = true;

    /** It is complete, or failed; it doesn't matter how often that is told. */
    void end() {
      release();
      if (!waiting.isEmpty()) {
        scheduleNext();
      }
    }

    private void release() {
      if (counts) {
        counts = false;
        running--;
      }
      while (!begun.isEmpty() && !begun.getFirst().counts) {
        begun.removeFirst();
      }
    }
  }

  private final EventLoop loop;
  private final LongSupplier nanoTime;
  private final Deque<Entrant> waiting = new ArrayDeque<>();
  private final Deque<Turn> begun = new ArrayDeque<>();
  private final Runnable lookedAtAll = this::lookedAtAll;
  private int max = 1;
  private int running;
  private boolean begunSinceLook;
  private boolean nextScheduled;
  private boolean impatient;

  /**
   * An empty queue.
   *
   * @param nanoTime a clock as {@link System#nanoTime()} is one
   */
  public HandshakeQueue(EventLoop loop, LongSupplier nanoTime) {
    this.loop = loop;
    this.nanoTime = nanoTime;
  }

  /**
   * Begins a handshake, now or when it is its turn.
   *
   * @param atATime how many may be under way on this event loop from now on, {@code >= 1}
   */
  void enter(Entrant entrant, int atATime) {
    max = atATime;
    if (waiting.isEmpty() && !begunSinceLook && running < max) {
      begin(entrant);
    } else {
      waiting.add(entrant);
      scheduleNext();
    }
  }

  private void begin(Entrant entrant) {
    var turn = new Turn();
    running++;
    begun.add(turn);
    begunSinceLook = true;
    // Runs when all connections that had something to do had their turn.
    loop.execute(lookedAtAll);
    entrant.begin(turn);
  }

  private void lookedAtAll() {
    begunSinceLook = false;
    if (!waiting.isEmpty()) {
      scheduleNext();
    }
  }

  /** A scheduled task, unlike an executed one, waits until all connections were looked at again. */
  private void scheduleNext() {
    if (!nextScheduled) {
      nextScheduled = true;
      var _ = loop.schedule(this::next, 0, TimeUnit.NANOSECONDS);
    }
  }

  private void next() {
    nextScheduled = false;
    @Nullable Entrant first = waiting.peek();
    while (first != null && first.hasLeft()) {
      waiting.remove();
      first = waiting.peek();
    }
    if (first == null || begunSinceLook) {
      return;
    }
    if (running >= max) {
      releaseStalled();
    }
    if (running < max) {
      waiting.remove();
      begin(first);
    }
  }

  private void releaseStalled() {
    Turn oldest = begun.getFirst();
    long left = oldest.since + PATIENCE.toNanos() - nanoTime.getAsLong();
    if (left <= 0) {
      oldest.release();
    } else if (!impatient) {
      impatient = true;
      var _ = loop.schedule(this::patienceEnded, left, TimeUnit.NANOSECONDS);
    }
  }

  private void patienceEnded() {
    impatient = false;
    next();
  }
}
