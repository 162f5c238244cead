package dev.httpsupgrade.proxy.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/** Says what becomes of an error: the only place where one gets a status code. */
final class ErrorResponder {

  private static final String NO_STORE = "Cache-Control: no-store\r\n";
  private static final String UPGRADE = "Upgrade: TLS/1.2, HTTP/1.1\r\nConnection: Upgrade\r\n";

  /** What the client is told. */
  Problem problem(ProxyError error) {
    return switch (error) {
      case ProxyError.BadRequest(String detail) ->
          refusal(
              HttpResponseStatus.BAD_REQUEST,
              "bad-request",
              detail,
              "The client has to be mended: what it sent could be read in more than one way.");
      case ProxyError.HeadTooLarge(String limit) ->
          refusal(
              HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
              "head-too-large",
              "request head larger than " + limit,
              "Send less; in a browser, deleting this site's cookies often helps.");
      case ProxyError.TargetTooLong(int limit) ->
          refusal(
              HttpResponseStatus.REQUEST_URI_TOO_LONG,
              "target-too-long",
              "request target longer than %d bytes".formatted(limit),
              "Use a shorter address, or send the data in a body.");
      case ProxyError.HeadTimeout _ ->
          refusal(
              HttpResponseStatus.REQUEST_TIMEOUT,
              "head-timeout",
              "request head not completed in time",
              "Send the request again.");
      case ProxyError.BodyTimeout _ ->
          refusal(
              HttpResponseStatus.REQUEST_TIMEOUT,
              "body-timeout",
              "request body not continued in time",
              "Send the request again.");
      case ProxyError.UnsupportedVersion _ ->
          refusal(
              HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
              "version-not-supported",
              "HTTP version not supported",
              "Use HTTP/1.1.");
      case ProxyError.NotImplemented(String detail) ->
          refusal(
              HttpResponseStatus.NOT_IMPLEMENTED,
              "not-implemented",
              "not implemented: " + detail,
              "Send the request without it.");
      case ProxyError.HttpsRedirect redirect -> redirect(redirect);
      case ProxyError.HttpsRequired(int statusCode) ->
          httpsRequired(HttpResponseStatus.valueOf(statusCode));
      case ProxyError.AppUnreachable _ ->
          refusal(
              HttpResponseStatus.BAD_GATEWAY,
              "app-unreachable",
              "the app does not accept connections",
              "Try again soon. If it stays so, the app's log tells why it does not listen.");
      case ProxyError.AppConnectTimeout _ ->
          refusal(
              HttpResponseStatus.GATEWAY_TIMEOUT,
              "app-connect-timeout",
              "the app did not accept the connection in time",
              "Try again soon. If it stays so, the app is too busy to accept connections.");
      case ProxyError.AnswerTimeout _ ->
          refusal(
              HttpResponseStatus.GATEWAY_TIMEOUT,
              "answer-timeout",
              "the app did not answer in time",
              "Try again if the request may be made twice. The app's log tells what it waits for.");
      case ProxyError.AppClosedEarly _ ->
          refusal(
              HttpResponseStatus.BAD_GATEWAY,
              "app-closed-early",
              "the app closed the connection before an answer",
              "Try again if the request may be made twice. The app's log tells why it closed.");
      case ProxyError.BadAnswer(String detail) ->
          refusal(
              HttpResponseStatus.BAD_GATEWAY,
              "bad-answer",
              "bad answer from the app: " + detail,
              "The app has to be mended: what it sent is not HTTP/1.1.");
    };
  }

  private static Problem refusal(
      HttpResponseStatus status, String code, String detail, String advice) {
    return problem(status, code, detail, advice, NO_STORE);
  }

  /** Not for shared caches: those that serve both schemes would send HTTPS clients in circles. */
  private static Problem redirect(ProxyError.HttpsRedirect redirect) {
    return problem(
        HttpResponseStatus.valueOf(redirect.statusCode()),
        "https-redirect",
        "this is served over HTTPS",
        "Go to " + redirect.location(),
        "Location: %s\r\nCache-Control: private, max-age=%d\r\n"
            .formatted(redirect.location(), redirect.maxAgeSeconds()));
  }

  private static Problem httpsRequired(HttpResponseStatus status) {
    return problem(
        status,
        "https-required",
        "plain HTTP is not served here",
        "Use https:// in place of http://.",
        // RFC 9110 §15.5.22, RFC 2817 §4.2.
        status.equals(HttpResponseStatus.UPGRADE_REQUIRED) ? NO_STORE + UPGRADE : NO_STORE);
  }

  private static Problem problem(
      HttpResponseStatus status, String code, String detail, String advice, String fieldLines) {
    return new Problem(status.code(), status.reasonPhrase(), code, detail, advice, fieldLines);
  }
}
