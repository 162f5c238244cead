package dev.httpsupgrade.e2e.client;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests at their due times: an answer that is late delays no other request, so a stall
 * costs as many failures as users would have seen.
 */
final class Load {

  private final LoadSettings settings;
  private final LoadTally tally = new LoadTally();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final LoadSide plain;
  private @Nullable LoadSide https;
  private boolean stopped;

  Load(LoadSettings settings) {
    this.settings = settings;
    this.plain = new LoadSide(settings.plain(), TlsSettings.TRUSTING_ANYONE, tally);
  }

  void start() {
    if (settings.ca() != null) {
      joinHttps(settings.ca());
    }
    plain.warmUp();
    Thread.ofPlatform().name("load").start(this::sendUntilEnd);
  }

  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Lets HTTPS take half of the requests from now on. */
  void joinHttps(String ca) {
    if (settings.https() == null) {
      throw new IllegalArgumentException("load: --https is needed before HTTPS can join in");
    }
    var joining = new LoadSide(settings.https(), TlsSettings.trusting(ca), tally);
    joining.warmUp();
    synchronized (this) {
      https = joining;
    }
  }

  /** Sends no more requests over HTTPS, and returns when the last one is answered. */
  void leaveHttps() throws InterruptedException {
    LoadSide leaving;
    synchronized (this) {
      leaving = https;
      https = null;
    }
    if (leaving != null) {
      leaving.awaitIdle();
    }
  }

  Map<String, Object> report() {
    return tally.report();
  }

  /** Ends the load, waits for the last answers and reports. */
  Map<String, Object> stop() {
    try {
      leaveHttps();
      synchronized (this) {
        stopped = true;
      }
      plain.awaitIdle();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    ended.countDown();
    return tally.report();
  }

  private void sendUntilEnd() {
    long start = System.nanoTime();
    long interval = Duration.ofSeconds(1).dividedBy(settings.rate()).toNanos();
    long total = settings.duration().toNanos() / interval;
    for (long number = 0; number < total; number++) {
      long due = start + number * interval;
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      if (!sendOne(number, due)) {
        return;
      }
    }
    ended.countDown();
  }

  /** Odd numbers reuse a connection; of four numbers, two go over HTTPS if it takes part. */
  private synchronized boolean sendOne(long number, long due) {
    LoadSide side = https != null && number % 4 >= 2 ? https : plain;
    if (!stopped) {
      tally.sent(System.nanoTime() - due);
      side.send(number, due, number % 2 == 1);
    }
    return !stopped;
  }
}
