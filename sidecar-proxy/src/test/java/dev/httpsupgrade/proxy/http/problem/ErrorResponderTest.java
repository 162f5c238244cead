package dev.httpsupgrade.proxy.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.http.message.ProxyError;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorResponderTest {

  private final ErrorResponder responder = new ErrorResponder();

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new ProxyError.BadRequest("x"), 400, CloseReason.BAD_REQUEST),
        Arguments.of(new ProxyError.HeadTimeout(), 408, CloseReason.REQUEST_TIMEOUT),
        Arguments.of(new ProxyError.BodyTimeout(), 408, CloseReason.BODY_TIMEOUT),
        Arguments.of(
            new ProxyError.HttpsRedirect(308, "https://a/", 0), 308, CloseReason.LAST_ANSWER_SENT),
        Arguments.of(new ProxyError.HttpsRequired(403), 403, CloseReason.LAST_ANSWER_SENT),
        Arguments.of(new ProxyError.HttpsRequired(426), 426, CloseReason.LAST_ANSWER_SENT),
        Arguments.of(new ProxyError.TargetTooLong(9), 414, CloseReason.HEAD_TOO_LARGE),
        Arguments.of(new ProxyError.HeadTooLarge("9 bytes"), 431, CloseReason.HEAD_TOO_LARGE),
        Arguments.of(new ProxyError.NotImplemented("x"), 501, CloseReason.NOT_SUPPORTED),
        Arguments.of(new ProxyError.AppUnreachable(), 502, CloseReason.APP_UNREACHABLE),
        Arguments.of(new ProxyError.AppClosedEarly(), 502, CloseReason.APP_ABORTED),
        Arguments.of(new ProxyError.BadAnswer("x"), 502, CloseReason.APP_ABORTED),
        Arguments.of(new ProxyError.AppConnectTimeout(), 504, CloseReason.APP_UNREACHABLE),
        Arguments.of(new ProxyError.AnswerTimeout(), 504, CloseReason.ANSWER_TIMEOUT),
        Arguments.of(new ProxyError.UnsupportedVersion(), 505, CloseReason.NOT_SUPPORTED));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void everyErrorHasItsStatusAndReason(ProxyError error, int status, CloseReason reason) {
    assertThat(responder.problem(error).status()).isEqualTo(status);
    assertThat(error.closeReason()).isEqualTo(reason);
  }
}
