package dev.httpsupgrade.e2e.harness;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits for what is to become true, by asserting it again and again. */
public final class Awaits {

  private static final Duration POLL = Duration.ofMillis(200);

  private Awaits() {}

  /** Fails with the last failure of the assertion when the time is over. */
  public static void within(Duration limit, ThrowingRunnable assertion) {
    Awaitility.await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .atMost(limit)
        .untilAsserted(assertion);
  }

  /** Lets time pass in which something must not happen; for waiting there is {@code within}. */
  public static void observe(Duration window) {
    try {
      Thread.sleep(window);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
