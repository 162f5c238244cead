package dev.httpsupgrade.proxy.connection;

/** Takes what is to be told of each request; thread-safe, and never waits. */
public interface AccessEvents {

  /** Whether anything is to be told at all; asked per request. */
  boolean on();

  /** A request is over. */
  void tell(AccessEntry entry);
}
