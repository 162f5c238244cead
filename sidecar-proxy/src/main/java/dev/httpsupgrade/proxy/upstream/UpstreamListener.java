package dev.httpsupgrade.proxy.upstream;

import io.netty.buffer.ByteBuf;

/** Takes what the app sends; called on the connection's event loop. */
public interface UpstreamListener {

  /** No connection could be made; nothing was sent. */
  void upstreamUnreachable(Throwable cause);

  /** Bytes came; whoever is called owns them. */
  void upstreamRead(ByteBuf bytes);

  /** No more bytes for now: a good time to flush. */
  void upstreamReadComplete();

  /** {@link UpstreamConnection#isWritable} has changed. */
  void upstreamWritabilityChanged();

  /**
   * The app has ended its output and may still read.
   *
   * @return whether more is to be written; if not, the connection is closed, which is told as well
   */
  boolean upstreamOutputEnded();

  /** The connection was closed for a reason of our own: want of memory, or a defect. */
  void upstreamBroke(Throwable cause);

  /**
   * The app closed the connection, or it broke.
   *
   * @param orderly whether it ended by FIN, not by reset
   * @param reused whether it had served an earlier request
   */
  void upstreamClosed(boolean orderly, boolean reused);
}
