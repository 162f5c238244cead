package dev.httpsupgrade.e2e.client;

import java.util.concurrent.locks.LockSupport;

/** How fast a reader takes bytes; a slow one makes every buffer before it fill. */
final class Pace {

  private final long bytesPerSecond;
  private final long start = System.nanoTime();
  private long taken;

  /**
   * From now on.
   *
   * @param mebibytesPerSecond 0 for as fast as they come
   */
  Pace(int mebibytesPerSecond) {
    this.bytesPerSecond = (long) mebibytesPerSecond << 20;
  }

  /** Returns when it is time to read on. */
  void taken(int bytes) {
    taken += bytes;
    if (bytesPerSecond > 0) {
      long due = start + (long) (1e9 * taken / bytesPerSecond);
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
    }
  }
}
