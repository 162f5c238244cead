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
  /** Within a request's body, whether its answer has begun or not. */
  READING_BODY,
  /** The request is complete, its final answer has not begun. */
  AWAITING_ANSWER,
  /** The request is complete, its answer is on the way. */
  ANSWERING,
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
      case HEAD_COMPLETED -> from(event, mayEndHead(), READING_BODY);
      case REQUEST_COMPLETED -> from(event, mayEndHead() || this == READING_BODY, AWAITING_ANSWER);
      case ANSWER_BEGUN ->
          from(
              event,
              this == AWAITING_ANSWER || this == READING_BODY,
              this == READING_BODY ? READING_BODY : ANSWERING);
      case EXCHANGE_COMPLETED -> from(event, this == ANSWERING, IDLE);
      case UPGRADED -> from(event, this == AWAITING_ANSWER, TUNNELLING);
      case CLOSE_BEGUN -> CLOSING;
    };
  }

  boolean awaitsRequest() {
    return this == NEW || this == IDLE;
  }

  private boolean mayEndHead() {
    return awaitsRequest() || this == READING_HEAD;
  }

  private ConnectionState from(ConnectionEvent event, boolean allowed, ConnectionState next) {
    if (!allowed) {
      throw new IllegalStateException("%s in state %s".formatted(event, this));
    }
    return next;
  }
}
