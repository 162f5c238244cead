package dev.httpsupgrade.proxy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Makes an answer of an error: the only place where one becomes a status code. */
final class ErrorResponder {

  /** The answer's status code. */
  int status(ProxyError error) {
    return statusOf(error).code();
  }

  /**
   * The whole answer; the connection ends with it.
   *
   * @param headOnly whether the request was a HEAD, whose answer has no body
   */
  ByteBuf answer(ProxyError error, boolean headOnly, ByteBufAllocator allocator) {
    HttpResponseStatus status = statusOf(error);
    String body = "https-upgrade: " + detail(error) + "\n";
    String head =
        "HTTP/1.1 %d %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(status.code(), status.reasonPhrase(), body.length());
    return ByteBufUtil.encodeString(
        allocator, java.nio.CharBuffer.wrap(headOnly ? head : head + body), US_ASCII);
  }

  private static HttpResponseStatus statusOf(ProxyError error) {
    return switch (error) {
      case ProxyError.BadRequest _ -> HttpResponseStatus.BAD_REQUEST;
      case ProxyError.HeadTooLarge _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
      case ProxyError.TargetTooLong _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
      case ProxyError.RequestTimeout _ -> HttpResponseStatus.REQUEST_TIMEOUT;
      case ProxyError.UnsupportedVersion _ -> HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
      case ProxyError.NotImplemented _ -> HttpResponseStatus.NOT_IMPLEMENTED;
      case ProxyError.AppUnreachable _, ProxyError.AppClosedEarly _, ProxyError.BadAnswer _ ->
          HttpResponseStatus.BAD_GATEWAY;
      case ProxyError.AppConnectTimeout _ -> HttpResponseStatus.GATEWAY_TIMEOUT;
    };
  }

  private static String detail(ProxyError error) {
    return switch (error) {
      case ProxyError.BadRequest(String detail) -> "bad request: " + detail;
      case ProxyError.HeadTooLarge _ ->
          "request head larger than %d bytes".formatted(Head.MAX_BYTES);
      case ProxyError.TargetTooLong _ ->
          "request target longer than %d bytes".formatted(Head.MAX_BYTES);
      case ProxyError.RequestTimeout _ -> "request head not completed in time";
      case ProxyError.UnsupportedVersion _ -> "HTTP version not supported (expected: HTTP/1.1)";
      case ProxyError.NotImplemented(String detail) -> "not implemented: " + detail;
      case ProxyError.AppUnreachable _ -> "the app does not accept connections";
      case ProxyError.AppConnectTimeout _ -> "the app did not accept the connection in time";
      case ProxyError.AppClosedEarly _ -> "the app closed the connection before an answer";
      case ProxyError.BadAnswer(String detail) -> "bad answer from the app: " + detail;
    };
  }
}
