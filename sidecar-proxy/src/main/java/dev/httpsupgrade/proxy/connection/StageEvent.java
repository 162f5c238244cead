package dev.httpsupgrade.proxy.connection;

import org.jspecify.annotations.Nullable;

/** What one stage of a connection tells the next one, through the pipeline's user events. */
public sealed interface StageEvent {

  /**
   * A trusted proxy told whose connection it passes on.
   *
   * @param address the client's IP address
   */
  record Proxied(String address) implements StageEvent {}

  /** The first byte told which protocol the client speaks. */
  record Detected(Scheme scheme) implements StageEvent {}

  /**
   * HTTP may begin: at once on a plain connection, after the handshake on a TLS one.
   *
   * @param client the certificate that the client showed, null if it showed none
   */
  record Established(Scheme scheme, @Nullable ClientCertificate client) implements StageEvent {}

  /** The connection has done nothing for longer than it may. */
  record Overdue(CloseReason reason) implements StageEvent {}

  /** The proxy has waited for idle clients as long as it does: whoever has no request must go. */
  record StopIdle() implements StageEvent {}

  /** The client's certificate is not trusted any more: the connection must end. */
  record TrustEnded() implements StageEvent {}

  /**
   * The connection is to make way, unless it is of use.
   *
   * @param nanos how long it must have awaited its next request, {@code >= 0}
   */
  record LeaveIfIdle(long nanos, CloseReason reason) implements StageEvent {}
}
