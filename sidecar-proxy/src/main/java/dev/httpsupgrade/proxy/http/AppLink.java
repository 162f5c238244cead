package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.upstream.UpstreamConnection;
import dev.httpsupgrade.proxy.upstream.UpstreamListener;
import dev.httpsupgrade.proxy.upstream.UpstreamPool;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the app that the request in flight uses, if there is one, and the request's
 * head as long as it may have to be sent again.
 */
final class AppLink {

  private final UpstreamPool pool;
  private @Nullable UpstreamConnection upstream;
  private @Nullable ByteBuf repeat;

  AppLink(UpstreamPool pool) {
    this.pool = pool;
  }

  /** Takes a connection and writes a request's head. */
  void begin(UpstreamListener listener, ByteBuf head, boolean repeatable) {
    upstream = pool.acquire(listener, repeatable);
    if (repeatable && upstream.reused()) {
      repeat = head.retainedDuplicate();
    }
    upstream.write(head);
  }

  /**
   * Sends the head again on a connection that the app can't have been about to close.
   *
   * @return false if it was not kept
   */
  boolean retry(UpstreamListener listener) {
    if (repeat == null) {
      return false;
    }
    upstream = pool.connect(listener);
    upstream.write(repeat);
    repeat = null;
    upstream.flush();
    return true;
  }

  void write(ByteBuf bytes) {
    if (upstream == null) {
      bytes.release();
    } else {
      upstream.write(bytes);
    }
  }

  void flush() {
    if (upstream != null) {
      upstream.flush();
    }
  }

  boolean isWritable() {
    return upstream != null && upstream.isWritable();
  }

  /** Whether there is an app that takes no more for now. */
  boolean holdsUp() {
    return upstream != null && !upstream.isWritable();
  }

  void reading(boolean on) {
    if (upstream != null) {
      upstream.reading(on);
    }
  }

  void endOutput() {
    if (upstream != null) {
      upstream.endOutput();
    }
  }

  /** Closes the connection when all that was written has left. */
  void finish() {
    UpstreamConnection used = detach();
    if (used != null) {
      used.finish();
    }
  }

  /** Closes the connection as a client did that broke off. */
  void reset() {
    if (upstream != null) {
      upstream.reset();
    }
    drop();
  }

  /** Leaves the connection to the next request. */
  void release() {
    UpstreamConnection used = detach();
    if (used != null) {
      used.release();
    }
  }

  /** Closes the connection. */
  void drop() {
    UpstreamConnection used = detach();
    if (used != null) {
      used.close();
    }
  }

  private @Nullable UpstreamConnection detach() {
    UpstreamConnection used = upstream;
    upstream = null;
    if (repeat != null) {
      repeat.release();
      repeat = null;
    }
    return used;
  }
}
