package dev.httpsupgrade.proxy.connection;

/** What is counted of one traffic port; thread-safe and cheap, as it is called per request. */
public interface TrafficEvents {

  /** A connection's protocol is known. */
  void opened(Scheme scheme);

  /** A connection that was told by {@link #opened} has ended. */
  void ended(Scheme scheme);

  /** A connection has ended, whether its protocol became known or not. */
  void closed(CloseReason reason);

  /**
   * A request got its final answer.
   *
   * @param status 100 to 599
   */
  void answered(Scheme scheme, int status);
}
