package dev.httpsupgrade.proxy;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether clients are being asked to leave.
 *
 * <p>A drain that no SIGTERM follows was a mistake, or an attack by someone who learnt the token:
 * it cancels itself.
 */
final class Drain {

  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  private final EventExecutor scheduler;
  private volatile boolean active;
  private boolean stopping;
  private @Nullable Future<?> cancellation;

  Drain(EventExecutor scheduler) {
    this.scheduler = scheduler;
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
    LOG.atInfo().addKeyValue("cancelAfter", cancelAfter).log("draining");
  }

  /** Begins for good. */
  synchronized void beginLast() {
    stopping = true;
    active = true;
  }

  private synchronized void cancel() {
    if (!stopping) {
      active = false;
      LOG.atWarn().log("drain cancelled, as no SIGTERM followed");
    }
  }
}
