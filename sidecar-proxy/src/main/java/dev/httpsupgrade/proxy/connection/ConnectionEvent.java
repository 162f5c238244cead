package dev.httpsupgrade.proxy.connection;

/** What can happen to a client's connection while it is open. */
public enum ConnectionEvent {
  TLS_DETECTED,
  PLAIN_DETECTED,
  HANDSHAKE_COMPLETED,
  HEAD_BEGUN,
  HEAD_COMPLETED,
  EXCHANGE_COMPLETED,
  UPGRADED,
  CLOSE_BEGUN
}
