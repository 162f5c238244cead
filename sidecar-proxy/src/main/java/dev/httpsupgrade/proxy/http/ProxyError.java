package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.CloseReason;

/** Why a request gets no answer of the app's; {@link ErrorResponder} makes an answer of it. */
sealed interface ProxyError {

  /**
   * The request is not well-formed or its framing is ambiguous.
   *
   * @param detail what is wrong, a few words
   */
  record BadRequest(String detail) implements ProxyError {}

  /** The request's head is longer than {@link Head#MAX_BYTES}. */
  record HeadTooLarge() implements ProxyError {}

  /** The request's first line alone is longer than that. */
  record TargetTooLong() implements ProxyError {}

  /** The request's head was not completed in time. */
  record RequestTimeout() implements ProxyError {}

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

  /** The app closed the connection before an answer. */
  record AppClosedEarly() implements ProxyError {}

  /**
   * The app's answer is not well-formed or its framing is ambiguous.
   *
   * @param detail what is wrong, a few words
   */
  record BadAnswer(String detail) implements ProxyError {}

  /** How the end of the connection is counted. */
  default CloseReason closeReason() {
    return switch (this) {
      case BadRequest _ -> CloseReason.BAD_REQUEST;
      case HeadTooLarge _, TargetTooLong _ -> CloseReason.HEAD_TOO_LARGE;
      case RequestTimeout _ -> CloseReason.REQUEST_TIMEOUT;
      case UnsupportedVersion _, NotImplemented _ -> CloseReason.NOT_SUPPORTED;
      case HttpsRedirect _, HttpsRequired _ -> CloseReason.LAST_ANSWER_SENT;
      case AppUnreachable _, AppConnectTimeout _ -> CloseReason.APP_UNREACHABLE;
      case AppClosedEarly _, BadAnswer _ -> CloseReason.APP_ABORTED;
    };
  }
}
