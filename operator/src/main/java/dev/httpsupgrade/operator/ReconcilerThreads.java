package dev.httpsupgrade.operator;

import io.javaoperatorsdk.operator.api.config.ConfigurationService;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where upgrades are reconciled.
 *
 * <p>Of our own and not the SDK's, which at its end empties the caches before the last
 * reconciliation is done: that one would find no workload and no pods, and act on it.
 */
final class ReconcilerThreads {

  private static final Logger LOG = LoggerFactory.getLogger(ReconcilerThreads.class);
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          ConfigurationService.DEFAULT_RECONCILIATION_THREADS_NUMBER,
          ConfigurationService.DEFAULT_RECONCILIATION_THREADS_NUMBER,
          IDLE.toMillis(),
          TimeUnit.MILLISECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().name("reconciler-", 0).factory(),
          // What comes after the end is for the next leader.
          new ThreadPoolExecutor.DiscardPolicy());

  ReconcilerThreads() {
    threads.allowCoreThreadTimeOut(true);
  }

  ExecutorService executor() {
    return threads;
  }

  int running() {
    return threads.getActiveCount();
  }

  int waiting() {
    return threads.getQueue().size();
  }

  /** Finishes what runs, but begins nothing more; what takes longer than {@code limit} is cut. */
  void finish(Duration limit) {
    threads.shutdown();
    threads.getQueue().clear();
    try {
      if (!threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.atWarn()
            .addKeyValue("running", threads.getActiveCount())
            .log("cutting reconciliations");
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      threads.shutdownNow();
    }
  }
}
