package dev.httpsupgrade.proxy.connection;

/** What a client's connection is doing. */
public enum ConnectionState {
  /** Accepted, without a first byte. */
  DETECTING,
  /** Within the TLS handshake. */
  HANDSHAKING,
  /** Ready for its first request. */
  NEW,
  /** Within a request's head. */
  READING_HEAD,
  /** Between a request's head and the end of its answer. */
  EXCHANGING,
  /** Between two requests. */
  IDLE,
  /** Upgraded to another protocol: bytes both ways. */
  TUNNELLING,
  /** Nothing more is read or answered. */
  CLOSING;

  /**
   * The state after {@code event}.
   *
   * @throws IllegalStateException if the event can't happen in this state, which is a defect
   */
  ConnectionState after(ConnectionEvent event) {
    return switch (event) {
      case TLS_DETECTED -> from(event, this == DETECTING, HANDSHAKING);
      case PLAIN_DETECTED -> from(event, this == DETECTING, NEW);
      case HANDSHAKE_COMPLETED -> from(event, this == HANDSHAKING, NEW);
      case HEAD_BEGUN -> from(event, awaitsRequest(), READING_HEAD);
      case HEAD_COMPLETED -> from(event, awaitsRequest() || this == READING_HEAD, EXCHANGING);
      case EXCHANGE_COMPLETED -> from(event, this == EXCHANGING, IDLE);
      case UPGRADED -> from(event, this == EXCHANGING, TUNNELLING);
      case CLOSE_BEGUN -> CLOSING;
    };
  }

  boolean awaitsRequest() {
    return this == NEW || this == IDLE;
  }

  private ConnectionState from(ConnectionEvent event, boolean allowed, ConnectionState next) {
    if (!allowed) {
      throw new IllegalStateException("%s in state %s".formatted(event, this));
    }
    return next;
  }
}
