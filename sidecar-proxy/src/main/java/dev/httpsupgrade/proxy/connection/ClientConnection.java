package dev.httpsupgrade.proxy.connection;

import dev.httpsupgrade.sidecar.config.Limits;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of one client's connection, shared by the stages it passes.
 *
 * <p>Used by one event loop alone.
 */
public final class ClientConnection {

  private final Limits.Times limits;
  private final LongSupplier nanoTime;
  private final long shortestNanos;
  private ConnectionState state = ConnectionState.DETECTING;
  private long since;
  private @Nullable CloseReason reason;
  private @Nullable CloseReason leaving;
  private boolean heldUp;

  /**
   * A connection that was just accepted.
   *
   * @param limits how long it may stay in a state without getting on
   * @param nanoTime a clock as {@link System#nanoTime()} is one
   */
  public ClientConnection(Limits.Times limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.shortestNanos = TimeUnit.SECONDS.toNanos(shortest(limits));
    this.since = nanoTime.getAsLong();
  }

  public ConnectionState state() {
    return state;
  }

  /** Moves on; every event is told, also those that change nothing else. */
  public void on(ConnectionEvent event) {
    ConnectionState before = state;
    state = before.after(event);
    if (state != before) {
      gotOn();
    }
  }

  /** Something happened that the state's limit starts anew from. */
  public void gotOn() {
    if (limitNanos() > 0) {
      since = nanoTime.getAsLong();
    }
  }

  /**
   * Whether a request's body waits for the app to take more of it, not for the client to send it:
   * the limit of the app's answer is then in force.
   */
  public void heldUp(boolean byApp) {
    if (heldUp != byApp) {
      heldUp = byApp;
      gotOn();
    }
  }

  /** The answer that is awaited is to be the last one. */
  public void leave(CloseReason why) {
    leaving = why;
  }

  /** Whether {@link #leave} was told. */
  public boolean leaving() {
    return leaving != null;
  }

  /** Why the connection ends with an answer: as {@link #leave} told, or as one side asked. */
  public CloseReason lastAnswerReason() {
    return leaving == null ? CloseReason.LAST_ANSWER_SENT : leaving;
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
      case READING_HEAD, READING_BODY, AWAITING_ANSWER, ANSWERING -> CloseReason.CLIENT_ABORTED;
      case TUNNELLING -> CloseReason.TUNNEL_ENDED;
      case CLOSING -> CloseReason.INTERNAL_ERROR;
    };
  }

  /** Whether no request is in flight, so that closing loses none that we know of. */
  public boolean awaitsRequest() {
    return state.awaitsRequest() || state == ConnectionState.DETECTING;
  }

  /** For how long it has awaited its next request, in nanoseconds; -1 if it does not. */
  public long idleNanos() {
    return state == ConnectionState.IDLE ? nanoTime.getAsLong() - since : -1;
  }

  /** For how long its handshake has been under way, in nanoseconds; -1 if none is. */
  public long handshakeNanos() {
    return state == ConnectionState.HANDSHAKING ? nanoTime.getAsLong() - since : -1;
  }

  /** Why the connection must go, or null if it is within the limit of its state. */
  public @Nullable CloseReason overdue() {
    long limit = limitNanos();
    return limit == 0 || nanoTime.getAsLong() - since < limit
        ? null
        : switch (state) {
          case DETECTING -> CloseReason.DETECT_TIMEOUT;
          case HANDSHAKING -> CloseReason.HANDSHAKE_TIMEOUT;
          case READING_HEAD -> CloseReason.REQUEST_TIMEOUT;
          case READING_BODY -> heldUp ? CloseReason.ANSWER_TIMEOUT : CloseReason.BODY_TIMEOUT;
          case AWAITING_ANSWER -> CloseReason.ANSWER_TIMEOUT;
          case NEW, IDLE -> CloseReason.IDLE_TIMEOUT;
          case CLOSING -> reason;
          case ANSWERING, TUNNELLING -> null;
        };
  }

  /** When to ask for {@link #overdue} again, in nanoseconds: the state may change till then. */
  public long askAgainNanos() {
    long limit = limitNanos();
    return limit == 0
        ? shortestNanos
        : Math.min(shortestNanos, Math.max(0, since + limit - nanoTime.getAsLong()));
  }

  private static int shortest(Limits.Times limits) {
    int answer = limits.answer() == 0 ? Integer.MAX_VALUE : limits.answer();
    return Math.min(
        Math.min(answer, limits.bodyStall()), Math.min(limits.handshake(), limits.head()));
  }

  /**
   * The limit of the state, 0 if it has none: dead peers are found by TCP keep-alive, and how long
   * an answer takes once it has begun is the app's and the client's business.
   */
  private long limitNanos() {
    return TimeUnit.SECONDS.toNanos(
        switch (state) {
          case DETECTING, HANDSHAKING -> limits.handshake();
          case NEW, READING_HEAD -> limits.head();
          case READING_BODY -> heldUp ? limits.answer() : limits.bodyStall();
          case CLOSING -> limits.bodyStall();
          case AWAITING_ANSWER -> limits.answer();
          case IDLE -> limits.idle();
          case ANSWERING, TUNNELLING -> 0;
        });
  }
}
