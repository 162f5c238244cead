package dev.httpsupgrade.proxy.connection;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of one client's connection, shared by the stages it passes.
 *
 * <p>Used by one event loop alone.
 */
public final class ClientConnection {

  private final TimeLimits limits;
  private final LongSupplier nanoTime;
  private ConnectionState state = ConnectionState.DETECTING;
  private long since;
  private @Nullable CloseReason reason;

  /**
   * A connection that was just accepted.
   *
   * @param nanoTime a clock as {@link System#nanoTime()} is one
   */
  public ClientConnection(TimeLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  public ConnectionState state() {
    return state;
  }

  /** Moves on; every event is told, also those that change nothing else. */
  public void on(ConnectionEvent event) {
    state = state.after(event);
    if (limits.of(state) != null) {
      since = nanoTime.getAsLong();
    }
  }

  /** Begins to close; of several reasons the first is the true one. */
  public void closeFor(CloseReason why) {
    if (reason == null) {
      reason = why;
      on(ConnectionEvent.CLOSE_BEGUN);
    }
  }

  /** Why the connection, which is closed now, ended: as was told, or as the state tells. */
  public CloseReason closed() {
    if (reason != null) {
      return reason;
    }
    return switch (state) {
      case DETECTING -> CloseReason.CLIENT_SENT_NOTHING;
      case HANDSHAKING -> CloseReason.HANDSHAKE_FAILED;
      case NEW, IDLE -> CloseReason.CLIENT_CLOSED;
      case READING_HEAD, EXCHANGING -> CloseReason.CLIENT_ABORTED;
      case TUNNELLING -> CloseReason.TUNNEL_ENDED;
      case CLOSING -> CloseReason.INTERNAL_ERROR;
    };
  }

  /** Whether no request is in flight, so that closing loses none that we know of. */
  public boolean awaitsRequest() {
    return state.awaitsRequest() || state == ConnectionState.DETECTING;
  }

  /** Why the connection must go, or null if it is within the limit of its state. */
  public @Nullable CloseReason overdue() {
    Duration limit = limits.of(state);
    return limit == null || nanoTime.getAsLong() - since < limit.toNanos()
        ? null
        : switch (state) {
          case DETECTING -> CloseReason.DETECT_TIMEOUT;
          case HANDSHAKING -> CloseReason.HANDSHAKE_TIMEOUT;
          case READING_HEAD -> CloseReason.REQUEST_TIMEOUT;
          case NEW, IDLE -> CloseReason.IDLE_TIMEOUT;
          case CLOSING -> reason;
          case EXCHANGING, TUNNELLING -> null;
        };
  }

  /** When to ask for {@link #overdue} again, in nanoseconds: the state may change till then. */
  public long askAgainNanos() {
    Duration limit = limits.of(state);
    long shortest = Math.min(limits.detect().toNanos(), limits.head().toNanos());
    return limit == null
        ? shortest
        : Math.min(shortest, since + limit.toNanos() - nanoTime.getAsLong());
  }
}
