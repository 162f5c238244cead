package dev.httpsupgrade.proxy.connection;

/** What is counted of one traffic port; thread-safe. */
public interface TrafficEvents {

  /** A connection's protocol is known. */
  void opened(Scheme scheme);

  /** A connection that was told by {@link #opened} has ended. */
  void ended(Scheme scheme);

  /** A connection has ended, whether its protocol became known or not. */
  void closed(CloseReason reason);

  /** Where a connection's requests are counted; asked once per connection. */
  RequestEvents requests(Scheme scheme);
}
