package dev.httpsupgrade.proxy.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.connection.Exchange.AppClosed;
import dev.httpsupgrade.proxy.connection.Exchange.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExchangeTest {

  private final Exchange exchange = new Exchange();

  @ParameterizedTest
  @CsvSource({
    // reused, idempotent, has body, answer seen -> what follows
    "true , true , false, false, RETRY",
    "false, true , false, false, ANSWER_ERROR",
    "true , false, false, false, ANSWER_ERROR",
    "true , true , true , false, ANSWER_ERROR",
    "true , true , false, true , ANSWER_ERROR"
  })
  void onlyARequestThatTheAppCantHaveSeenIsSentAgain(
      boolean reused, boolean idempotent, boolean hasBody, boolean seen, AppClosed then) {
    exchange.begin(new Request(idempotent, hasBody, false, false, false));
    if (seen) {
      exchange.answerSeen();
    }
    assertThat(exchange.appClosed(reused, true)).isEqualTo(then);
  }

  @Test
  void aRequestIsSentAgainOnlyOnce() {
    exchange.begin(new Request(true, false, false, false, false));
    assertThat(exchange.appClosed(true, false)).isEqualTo(AppClosed.RETRY);
    assertThat(exchange.appClosed(true, false)).isEqualTo(AppClosed.ANSWER_ERROR);
  }

  @ParameterizedTest
  @CsvSource({
    "true , true , COMPLETE",
    "true , false, ABORT",
    "false, true , ABORT",
    "false, false, ABORT"
  })
  void anEndCompletesOnlyTheAnswerThatEndsByClose(
      boolean endsByClose, boolean orderly, AppClosed then) {
    exchange.begin(new Request(true, false, false, false, false));
    exchange.answerBegun(endsByClose);
    assertThat(exchange.appClosed(false, orderly)).isEqualTo(then);
  }

  @Test
  void anExchangeIsCompleteWhenBothSidesAre() {
    exchange.begin(new Request(true, true, false, false, false));
    exchange.answerBegun(false);
    exchange.answerCompleted();
    assertThat(exchange.requestComplete()).isFalse();
    exchange.requestCompleted();
    assertThat(exchange.requestComplete()).isTrue();
  }

  @Test
  void aBodyIsInDoubtUntilItsFirstByte() {
    exchange.begin(new Request(true, true, true, false, false));
    assertThat(exchange.bodyInDoubt()).isTrue();
    exchange.bodyBegun();
    assertThat(exchange.bodyInDoubt()).isFalse();
  }
}
