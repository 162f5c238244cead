package dev.httpsupgrade.proxy.upstream;

import java.util.concurrent.TimeUnit;

/**
 * How long a connection to the app may be unused and still be used again: less than the app keeps
 * it, as far as the app shows, so that it never closes one just as a request is sent.
 */
final class IdleTime {

  private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MOST = TimeUnit.SECONDS.toNanos(60);
  private static final long MARGIN = TimeUnit.SECONDS.toNanos(1);

  private final long mostForOnce;
  private long most;
  private long nanos;
  private int told = -1;

  IdleTime(UpstreamSettings settings) {
    this.mostForOnce = settings.maxIdleForOnce().toNanos();
    this.most = settings.maxIdle().toNanos();
    this.nanos = most;
  }

  /** For a request that can be sent again. */
  long nanos() {
    return nanos;
  }

  /** For a request that can't be sent a second time. */
  long nanosForOnce() {
    return Math.min(mostForOnce, nanos / 2);
  }

  /** The app says for how long it keeps one, {@code Keep-Alive: timeout}, in seconds. */
  void told(int seconds) {
    if (seconds != told) {
      told = seconds;
      long kept = TimeUnit.SECONDS.toNanos(seconds);
      most = Math.clamp(Math.max(kept - MARGIN, kept / 2), LEAST, MOST);
      nanos = most;
    }
  }

  /** The app closed one that was unused for so long, as it did without a word or in a restart. */
  void closedAfter(long unused) {
    nanos = Math.clamp(unused - unused / 4, LEAST, nanos);
  }

  /** The app still kept one that was unused for the whole time: a little more is tried. */
  void kept() {
    nanos = Math.min(most, nanos + nanos / 8);
  }
}
