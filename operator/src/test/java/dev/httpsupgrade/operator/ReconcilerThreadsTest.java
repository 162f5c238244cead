package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javaoperatorsdk.operator.api.config.ConfigurationService;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ReconcilerThreadsTest {

  private static final int ALL = ConfigurationService.DEFAULT_RECONCILIATION_THREADS_NUMBER;

  private final ReconcilerThreads threads = new ReconcilerThreads();
  private final CountDownLatch running = new CountDownLatch(ALL);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final AtomicInteger finished = new AtomicInteger();

  @Test
  void whatRunsIsFinishedAndNothingMoreIsBegun() throws InterruptedException {
    for (int i = 0; i < ALL + 10; i++) {
      threads.executor().execute(this::work);
    }
    running.await();

    var finish = Thread.ofPlatform().start(() -> threads.finish(Duration.ofMinutes(1)));
    await().until(() -> threads.executor().isShutdown() && waiting().isEmpty());
    threads.executor().execute(this::work);
    mayEnd.countDown();
    finish.join();

    assertThat(finished).hasValue(ALL);
  }

  @Test
  void whatTakesTooLongIsCut() throws InterruptedException {
    threads.executor().execute(this::work);

    threads.finish(Duration.ZERO);

    assertThat(threads.executor().awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(finished).hasValue(0);
  }

  private Queue<Runnable> waiting() {
    return ((ThreadPoolExecutor) threads.executor()).getQueue();
  }

  private void work() {
    running.countDown();
    try {
      mayEnd.await();
      finished.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
