package dev.httpsupgrade.proxy.connection;

import java.util.Locale;

/** Why a client's connection ended; its label is the metric's {@code reason}. */
public enum CloseReason {
  /** The client left between two requests. */
  CLIENT_CLOSED,
  /** The client left within a request, before its answer was complete. */
  CLIENT_ABORTED,
  /** The client left without a byte, as a TCP probe does. */
  CLIENT_SENT_NOTHING,
  /** The client sent no first byte in time. */
  DETECT_TIMEOUT,
  /** A trusted proxy began with a PROXY protocol header that is not well-formed. */
  BAD_PROXY_HEADER,
  /** The TLS handshake failed, or the client left within it. */
  HANDSHAKE_FAILED,
  /** The TLS handshake took too long. */
  HANDSHAKE_TIMEOUT,
  /** A TLS client came while no certificate was loaded. */
  NO_CERTIFICATE,
  /** The client's certificate is not trusted any more. */
  CLIENT_UNTRUSTED,
  /** No request came for longer than an idle connection is kept. */
  IDLE_TIMEOUT,
  /** A request's head was begun and not completed in time. */
  REQUEST_TIMEOUT,
  /** A request's body was begun, and nothing more of it came in time. */
  BODY_TIMEOUT,
  /** The app did not begin its answer in time. */
  ANSWER_TIMEOUT,
  /** One side asked for the connection to end with this answer. */
  LAST_ANSWER_SENT,
  /** The answer's end was the end of the connection. */
  ANSWER_ENDED_BY_CLOSE,
  /** A request was not well-formed, or its framing was ambiguous. */
  BAD_REQUEST,
  /** A request's head or target was longer than accepted. */
  HEAD_TOO_LARGE,
  /** A request asked for something this proxy does not do. */
  NOT_SUPPORTED,
  /** The app could not be reached. */
  APP_UNREACHABLE,
  /** The app's answer was not well-formed, or ended before it was complete. */
  APP_ABORTED,
  /** An upgraded connection ended. */
  TUNNEL_ENDED,
  /** More connections were open than are accepted. */
  TOO_MANY_CONNECTIONS,
  /** It was idle, and room for another client was needed. */
  MADE_ROOM,
  /** There was no memory for what it sent or was to get. */
  OUT_OF_MEMORY,
  /** It was idle while clients were asked to leave. */
  DRAINED,
  /** The proxy stopped. */
  STOPPED,
  /** A defect of this proxy. */
  INTERNAL_ERROR;

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }
}
