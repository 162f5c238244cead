package dev.httpsupgrade.proxy.http.problem;

import dev.httpsupgrade.proxy.http.message.ProxyError;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Says what becomes of an error: the only place where one gets a status code. */
public final class ErrorResponder {

  private static final String NO_STORE = "Cache-Control: no-store\r\n";
  private static final String UPGRADE = "Upgrade: TLS/1.2, HTTP/1.1\r\nConnection: Upgrade\r\n";

  /** What the client is told. */
  public Problem problem(ProxyError error) {
    HttpResponseStatus status = status(error);
    return new Problem(
        status.code(),
        status.reasonPhrase(),
        ProblemText.code(error),
        ProblemText.detail(error),
        ProblemText.advice(error),
        fieldLines(error, status));
  }

  private static HttpResponseStatus status(ProxyError error) {
    return switch (error) {
      case ProxyError.BadRequest _ -> HttpResponseStatus.BAD_REQUEST;
      case ProxyError.HeadTooLarge _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
      case ProxyError.TargetTooLong _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
      case ProxyError.HeadTimeout _, ProxyError.BodyTimeout _ -> HttpResponseStatus.REQUEST_TIMEOUT;
      case ProxyError.UnsupportedVersion _ -> HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
      case ProxyError.NotImplemented _ -> HttpResponseStatus.NOT_IMPLEMENTED;
      case ProxyError.HttpsRedirect redirect -> HttpResponseStatus.valueOf(redirect.statusCode());
      case ProxyError.HttpsRequired(int statusCode) -> HttpResponseStatus.valueOf(statusCode);
      case ProxyError.AppUnreachable _, ProxyError.AppClosedEarly _, ProxyError.BadAnswer _ ->
          HttpResponseStatus.BAD_GATEWAY;
      case ProxyError.AppConnectTimeout _, ProxyError.AnswerTimeout _ ->
          HttpResponseStatus.GATEWAY_TIMEOUT;
    };
  }

  private static String fieldLines(ProxyError error, HttpResponseStatus status) {
    if (error instanceof ProxyError.HttpsRedirect redirect) {
      // Not for shared caches: those that serve both schemes would send HTTPS clients in circles.
      return "Location: %s\r\nCache-Control: private, max-age=%d\r\n"
          .formatted(redirect.location(), redirect.maxAgeSeconds());
    }
    // RFC 9110 §15.5.22, RFC 2817 §4.2.
    return status.equals(HttpResponseStatus.UPGRADE_REQUIRED) ? NO_STORE + UPGRADE : NO_STORE;
  }
}
