package dev.httpsupgrade.proxy.http.problem;

import dev.httpsupgrade.proxy.http.message.ProxyError;

/** What an error is called, what happened, and what to do about it. */
final class ProblemText {

  private ProblemText() {}

  /** For programs, so that it never changes. */
  static String code(ProxyError error) {
    return switch (error) {
      case ProxyError.BadRequest _ -> "bad-request";
      case ProxyError.HeadTooLarge _ -> "head-too-large";
      case ProxyError.TargetTooLong _ -> "target-too-long";
      case ProxyError.HeadTimeout _ -> "head-timeout";
      case ProxyError.BodyTimeout _ -> "body-timeout";
      case ProxyError.UnsupportedVersion _ -> "version-not-supported";
      case ProxyError.NotImplemented _ -> "not-implemented";
      case ProxyError.HttpsRedirect _ -> "https-redirect";
      case ProxyError.HttpsRequired _ -> "https-required";
      case ProxyError.AppUnreachable _ -> "app-unreachable";
      case ProxyError.AppConnectTimeout _ -> "app-connect-timeout";
      case ProxyError.AnswerTimeout _ -> "answer-timeout";
      case ProxyError.AppClosedEarly _ -> "app-closed-early";
      case ProxyError.BadAnswer _ -> "bad-answer";
    };
  }

  static String detail(ProxyError error) {
    return switch (error) {
      case ProxyError.BadRequest(String detail) -> detail;
      case ProxyError.HeadTooLarge(String limit) -> "request head larger than " + limit;
      case ProxyError.TargetTooLong(int limit) ->
          "request target longer than %d bytes".formatted(limit);
      case ProxyError.HeadTimeout _ -> "request head not completed in time";
      case ProxyError.BodyTimeout _ -> "request body not continued in time";
      case ProxyError.UnsupportedVersion _ -> "HTTP version not supported";
      case ProxyError.NotImplemented(String detail) -> "not implemented: " + detail;
      case ProxyError.HttpsRedirect _ -> "this is served over HTTPS";
      case ProxyError.HttpsRequired _ -> "plain HTTP is not served here";
      case ProxyError.AppUnreachable _ -> "the app does not accept connections";
      case ProxyError.AppConnectTimeout _ -> "the app did not accept the connection in time";
      case ProxyError.AnswerTimeout _ -> "the app did not answer in time";
      case ProxyError.AppClosedEarly _ -> "the app closed the connection before an answer";
      case ProxyError.BadAnswer(String detail) -> "bad answer from the app: " + detail;
    };
  }

  static String advice(ProxyError error) {
    return switch (error) {
      case ProxyError.BadRequest _ ->
          "The client has to be mended: no app can be sure of what it means.";
      case ProxyError.HeadTooLarge _ ->
          "Send less; in a browser, deleting this site's cookies often helps.";
      case ProxyError.TargetTooLong _ -> "Use a shorter address, or send the data in a body.";
      case ProxyError.HeadTimeout _, ProxyError.BodyTimeout _ -> "Send the request again.";
      case ProxyError.UnsupportedVersion _ -> "Use HTTP/1.1.";
      case ProxyError.NotImplemented _ -> "Send the request without it.";
      case ProxyError.HttpsRedirect redirect -> "Go to " + redirect.location();
      case ProxyError.HttpsRequired _ -> "Use https:// in place of http://.";
      case ProxyError.AppUnreachable _ ->
          "Try again soon. If it stays so, the app's log tells why it does not listen.";
      case ProxyError.AppConnectTimeout _ ->
          "Try again soon. If it stays so, the app is too busy to accept connections.";
      case ProxyError.AnswerTimeout _ ->
          "Try again if the request may be made twice. The app's log tells what it waits for.";
      case ProxyError.AppClosedEarly _ ->
          "Try again if the request may be made twice. The app's log tells why it closed.";
      case ProxyError.BadAnswer _ -> "The app has to be mended: what it sent is not HTTP/1.1.";
    };
  }
}
