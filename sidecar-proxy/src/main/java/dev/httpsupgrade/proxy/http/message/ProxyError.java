package dev.httpsupgrade.proxy.http.message;

import dev.httpsupgrade.proxy.connection.CloseReason;
import org.jspecify.annotations.Nullable;

/** Why a request gets no answer of the app's; the error responder makes an answer of it. */
public sealed interface ProxyError {

  /**
   * The request is not well-formed or its framing is ambiguous.
   *
   * @param detail what is wrong, a few words
   */
  record BadRequest(String detail) implements ProxyError {}

  /**
   * The request's head is larger than accepted.
   *
   * @param limit the number that is exceeded and of what
   */
  record HeadTooLarge(String limit) implements ProxyError {}

  /**
   * The request's target is longer than accepted.
   *
   * @param limit in bytes
   */
  record TargetTooLong(int limit) implements ProxyError {}

  /** The request's head was not completed in time. */
  record HeadTimeout() implements ProxyError {}

  /** Nothing more of the request's body came in time. */
  record BodyTimeout() implements ProxyError {}

  /** Neither HTTP/1.0 nor HTTP/1.1. */
  record UnsupportedVersion() implements ProxyError {}

  /** A method or transfer coding that this proxy does not do. */
  record NotImplemented(String detail) implements ProxyError {}

  /**
   * The same is to be asked for over HTTPS.
   *
   * @param statusCode 301, 302, 307 or 308
   * @param location where, printable ASCII
   * @param maxAgeSeconds how long the client may remember it
   */
  record HttpsRedirect(int statusCode, String location, int maxAgeSeconds) implements ProxyError {}

  /**
   * Plain HTTP is refused.
   *
   * @param statusCode 403 or 426
   */
  record HttpsRequired(int statusCode) implements ProxyError {}

  /** Nobody listens on the app's port. */
  record AppUnreachable() implements ProxyError {}

  /** The app took the connection too slowly. */
  record AppConnectTimeout() implements ProxyError {}

  /** The app did not begin its answer in time. */
  record AnswerTimeout() implements ProxyError {}

  /** The app closed the connection before an answer. */
  record AppClosedEarly() implements ProxyError {}

  /**
   * The app's answer is not well-formed or its framing is ambiguous.
   *
   * @param detail what is wrong, a few words
   */
  record BadAnswer(String detail) implements ProxyError {}

  /** What a connection that stayed in a state for too long is told, or null if nothing. */
  static @Nullable ProxyError of(CloseReason timeout) {
    return switch (timeout) {
      case REQUEST_TIMEOUT -> new HeadTimeout();
      case BODY_TIMEOUT -> new BodyTimeout();
      case ANSWER_TIMEOUT -> new AnswerTimeout();
      default -> null;
    };
  }

  /** How the end of the connection is counted. */
  default CloseReason closeReason() {
    return switch (this) {
      case BadRequest _ -> CloseReason.BAD_REQUEST;
      case HeadTooLarge _, TargetTooLong _ -> CloseReason.HEAD_TOO_LARGE;
      case HeadTimeout _ -> CloseReason.REQUEST_TIMEOUT;
      case BodyTimeout _ -> CloseReason.BODY_TIMEOUT;
      case UnsupportedVersion _, NotImplemented _ -> CloseReason.NOT_SUPPORTED;
      case HttpsRedirect _, HttpsRequired _ -> CloseReason.LAST_ANSWER_SENT;
      case AppUnreachable _, AppConnectTimeout _ -> CloseReason.APP_UNREACHABLE;
      case AnswerTimeout _ -> CloseReason.ANSWER_TIMEOUT;
      case AppClosedEarly _, BadAnswer _ -> CloseReason.APP_ABORTED;
    };
  }
}
