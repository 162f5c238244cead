package dev.httpsupgrade.proxy;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether clients are being asked to leave: by {@code Connection: close} in each answer, and by
 * closing connections that have been idle, some each second.
 *
 * <p>A drain that no SIGTERM follows was a mistake, or an attack by someone who learnt the token:
 * it cancels itself.
 */
final class Drain {

  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final long TURN_MILLIS = 1000;

  private final EventExecutor scheduler;
  private final IntConsumer closeIdle;
  private volatile boolean active;
  private boolean stopping;
  private @Nullable Future<?> cancellation;
  private @Nullable Future<?> turns;
  private int turn;

  /**
   * No drain.
   *
   * @param closeIdle closes a part of the idle connections: which one, the number of the turn tells
   */
  Drain(EventExecutor scheduler, IntConsumer closeIdle) {
    this.scheduler = scheduler;
    this.closeIdle = closeIdle;
  }

  boolean isActive() {
    return active;
  }

  /** Begins, or begins anew; ends after {@code cancelAfter}. */
  synchronized void begin(Duration cancelAfter) {
    if (stopping) {
      return;
    }
    if (cancellation != null) {
      cancellation.cancel(false);
    }
    active = true;
    cancellation = scheduler.schedule(this::cancel, cancelAfter.toMillis(), TimeUnit.MILLISECONDS);
    if (turns == null) {
      turns =
          scheduler.scheduleAtFixedRate(
              () -> closeIdle.accept(turn++), TURN_MILLIS, TURN_MILLIS, TimeUnit.MILLISECONDS);
    }
    LOG.atInfo().addKeyValue("cancelAfter", cancelAfter).log("draining");
  }

  /** Begins for good. */
  synchronized void beginLast() {
    stopping = true;
    active = true;
    endTurns();
  }

  private synchronized void cancel() {
    if (!stopping) {
      active = false;
      endTurns();
      LOG.atWarn().log("drain cancelled, as no SIGTERM followed");
    }
  }

  private void endTurns() {
    if (turns != null) {
      turns.cancel(false);
      turns = null;
    }
  }
}
