package dev.httpsupgrade.proxy.logs;

import dev.httpsupgrade.proxy.connection.AccessEntry;
import dev.httpsupgrade.proxy.connection.AccessEvents;
import dev.httpsupgrade.sidecar.config.AccessLog.Mode;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log: one line of JSON per request, written by a thread of its own.
 *
 * <p>If whoever reads it is slower than we serve, lines are lost and counted: a log is no reason to
 * keep clients waiting.
 */
public final class AccessLog implements AccessEvents {

  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  /** With the longest heads 8 MiB. */
  private static final int CAPACITY = 1024;

  /** How many lines may wait for the thread's next turn; more wake it. */
  private static final int WAKE = 128;

  private static final Duration TURN = Duration.ofMillis(100);
  private static final Duration LAST_LINES = Duration.ofSeconds(1);

  /** How it is told the time and where it writes. */
  public record Surroundings(Clock clock, LongSupplier nanoTime, OutputStream out) {}

  private final Surroundings surroundings;
  private final Queue<AccessEntry> queue = PlatformDependent.newFixedMpscQueue(CAPACITY);
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final AtomicLong requests = new AtomicLong();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("access-log").unstarted(this::run);
  private volatile dev.httpsupgrade.sidecar.config.AccessLog settings;
  private volatile boolean asleep;
  private volatile boolean closed;

  public AccessLog(Surroundings surroundings, dev.httpsupgrade.sidecar.config.AccessLog settings) {
    this.surroundings = surroundings;
    this.settings = dev.httpsupgrade.sidecar.config.AccessLog.OFF;
    settings(settings);
  }

  /** Other settings, from the next request on; one thread at a time. */
  public void settings(dev.httpsupgrade.sidecar.config.AccessLog next) {
    settings = next;
    if (next.mode() != Mode.OFF && thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    // It sleeps without end while the log is off.
    LockSupport.unpark(thread);
  }

  /** Lines written. */
  public long written() {
    return written.sum();
  }

  /** Lines lost, because the reader was too slow or is gone. */
  public long dropped() {
    return dropped.sum();
  }

  @Override
  public boolean on() {
    return settings.mode() != Mode.OFF;
  }

  @Override
  public void tell(AccessEntry entry) {
    if (!chosen(entry)) {
      return;
    }
    if (!queue.offer(entry)) {
      dropped.increment();
    } else if (asleep && queue.size() >= WAKE) {
      LockSupport.unpark(thread);
    }
  }

  /** Writes what waits, within a second, and ends. */
  public void end() throws InterruptedException {
    closed = true;
    if (thread.getState() != Thread.State.NEW) {
      LockSupport.unpark(thread);
      var _ = thread.join(LAST_LINES);
    }
  }

  private boolean chosen(AccessEntry entry) {
    var current = settings;
    return switch (current.mode()) {
      case OFF -> false;
      case FULL -> true;
      case SAMPLED ->
          entry.said().status() == 0
              || entry.said().status() >= 500
              || requests.getAndIncrement() % current.oneIn() == 0;
    };
  }

  private void run() {
    try {
      var json = new EntryJson();
      boolean last = false;
      while (!last) {
        last = closed;
        writeAll(json);
        sleep();
      }
    } catch (IOException e) {
      settings = dev.httpsupgrade.sidecar.config.AccessLog.OFF;
      LOG.atError().addKeyValue("cause", e).log("no access log from here on: it can't be written");
    }
  }

  private void writeAll(EntryJson json) throws IOException {
    AccessEntry entry = queue.poll();
    while (entry != null) {
      long age = surroundings.nanoTime().getAsLong() - entry.times().begun();
      surroundings.out().write(json.line(entry, surroundings.clock().instant().minusNanos(age)));
      written.increment();
      entry = queue.poll();
    }
    surroundings.out().flush();
  }

  private void sleep() {
    asleep = true;
    if (closed) {
      return;
    }
    if (on()) {
      LockSupport.parkNanos(this, TURN.toNanos());
    } else {
      LockSupport.park(this);
    }
    asleep = false;
  }
}
