package dev.httpsupgrade.proxy.connection;

/**
 * What is counted of the requests of one port and scheme; thread-safe and cheap, as it is called
 * per request.
 */
public interface RequestEvents {

  /** A request's head has begun. */
  void begun();

  /**
   * A request got its final answer.
   *
   * @param status 100 to 599
   */
  void answered(HttpVersion version, int status);

  /**
   * A request that was told by {@link #begun} is over: its answer was written, it became a tunnel,
   * or one side gave up.
   *
   * @param nanos since it was begun
   */
  void ended(long nanos);

  /** A connection has become a tunnel. */
  void tunnelBegun();

  /** A tunnel has ended. */
  void tunnelEnded();

  /** Bytes came from clients, without TLS's own. */
  void received(long bytes);

  /** Bytes were written to clients, without TLS's own. */
  void sent(long bytes);
}
