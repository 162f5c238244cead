package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.upstream.UpstreamConnection;
import dev.httpsupgrade.proxy.upstream.UpstreamListener;
import dev.httpsupgrade.proxy.upstream.UpstreamPool;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the app that the request in flight uses, if there is one, and the request's
 * head as long as it may have to be sent again.
 *
 * <p>Once it is bound, the connection is this client's alone until it leaves: with NTLM and its
 * like the app takes whoever comes by it for the user who has authenticated there.
 */
final class AppLink {

  private final UpstreamPool pool;
  private @Nullable UpstreamConnection upstream;
  private @Nullable ByteBuf repeat;
  private boolean bound;

  /** Bound, while no request is in flight. */
  private @Nullable UpstreamConnection resting;

  AppLink(UpstreamPool pool) {
    this.pool = pool;
  }

  /** Takes a connection and writes a request's head. */
  void begin(UpstreamListener listener, ByteBuf head, boolean repeatable) {
    upstream =
        resting != null && resting.use(listener) ? resting : pool.acquire(listener, repeatable);
    resting = null;
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
    upstream = pool.retry(listener);
    upstream.write(repeat);
    repeat = null;
    upstream.flush();
    return true;
  }

  /** Nobody else may use its connection from now on. */
  void bind() {
    bound = true;
  }

  /** The app says for how many seconds it keeps an unused connection. */
  void keptFor(int seconds) {
    if (upstream != null) {
      upstream.keptFor(seconds);
    }
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

  /** Leaves the connection to the next request, of this client if it is bound. */
  void release() {
    UpstreamConnection used = detach();
    if (used != null && !bound) {
      used.release();
    } else if (used != null && used.rest()) {
      resting = used;
    }
  }

  /** Closes the connection. */
  void drop() {
    UpstreamConnection used = detach();
    if (used != null) {
      used.close();
    }
    if (resting != null) {
      resting.close();
      resting = null;
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
