package dev.httpsupgrade.proxy.connection;

/** What can happen to a client's connection while it is open. */
public enum ConnectionEvent {
  TLS_DETECTED,
  PLAIN_DETECTED,
  HANDSHAKE_COMPLETED,
  /** The first bytes of a request's head came. */
  HEAD_BEGUN,
  /** A head came that a body follows. */
  HEAD_COMPLETED,
  /** The last byte of a request came: of its head, if it has no body. */
  REQUEST_COMPLETED,
  /** The final answer's head was passed on. */
  ANSWER_BEGUN,
  EXCHANGE_COMPLETED,
  UPGRADED,
  CLOSE_BEGUN
}
