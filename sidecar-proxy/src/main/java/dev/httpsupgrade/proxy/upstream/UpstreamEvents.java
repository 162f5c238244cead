package dev.httpsupgrade.proxy.upstream;

/** What is counted of the connections to one port of the app; thread-safe and cheap. */
public interface UpstreamEvents {

  /** A connection was asked for, and this came of it, after both loopback addresses if need be. */
  void connectEnded(ConnectResult result);

  /** A connection waits for its next request. */
  void idle();

  /** One that waited serves the next request. */
  void reused();

  /** One that waited was closed, by the app or for its age. */
  void idleClosed();

  /** A connection broke while something was written to it. */
  void writeFailed();

  /** A request is sent again, as the app closed the connection just when it was sent. */
  void retried();
}
