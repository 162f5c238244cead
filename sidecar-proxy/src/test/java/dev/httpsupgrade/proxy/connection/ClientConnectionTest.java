package dev.httpsupgrade.proxy.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.sidecar.config.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientConnectionTest {

  private static final Limits.Times LIMITS = new Limits.Times(1, 3, 60, 5, 7);

  private long now = 1_000;
  private final ClientConnection connection = new ClientConnection(LIMITS, () -> now);

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "''                                                       , CLIENT_SENT_NOTHING, DETECT_TIMEOUT",
        "TLS_DETECTED                                             , HANDSHAKE_FAILED   , HANDSHAKE_TIMEOUT",
        "TLS_DETECTED HANDSHAKE_COMPLETED                         , CLIENT_CLOSED      , IDLE_TIMEOUT",
        "PLAIN_DETECTED HEAD_BEGUN                                , CLIENT_ABORTED     , REQUEST_TIMEOUT",
        "PLAIN_DETECTED HEAD_COMPLETED                            , CLIENT_ABORTED     , BODY_TIMEOUT",
        "PLAIN_DETECTED HEAD_COMPLETED ANSWER_BEGUN               , CLIENT_ABORTED     , BODY_TIMEOUT",
        "PLAIN_DETECTED REQUEST_COMPLETED                         , CLIENT_ABORTED     , ANSWER_TIMEOUT",
        "PLAIN_DETECTED REQUEST_COMPLETED ANSWER_BEGUN            , CLIENT_ABORTED     , -",
        "PLAIN_DETECTED REQUEST_COMPLETED ANSWER_BEGUN EXCHANGE_COMPLETED, CLIENT_CLOSED, IDLE_TIMEOUT",
        "PLAIN_DETECTED REQUEST_COMPLETED UPGRADED                , TUNNEL_ENDED       , -",
      })
  void theStateTellsWhyAConnectionEndsAndWhetherItMustEnd(
      String events, CloseReason ifClientLeaves, CloseReason ifNothingHappens) {
    for (String event : events.split(" ", 0)) {
      if (!event.isEmpty()) {
        connection.on(ConnectionEvent.valueOf(event));
      }
    }
    assertThat(connection.overdue()).isNull();
    now += Duration.ofHours(1).toNanos();
    assertThat(connection.overdue()).isEqualTo(ifNothingHappens);
    assertThat(connection.closed()).isEqualTo(ifClientLeaves);
  }

  @Test
  void theLimitCountsFromTheLastChangeOfState() {
    connection.on(ConnectionEvent.PLAIN_DETECTED);
    connection.on(ConnectionEvent.REQUEST_COMPLETED);
    connection.on(ConnectionEvent.ANSWER_BEGUN);
    now += Duration.ofHours(1).toNanos();
    connection.on(ConnectionEvent.EXCHANGE_COMPLETED);
    now += Duration.ofSeconds(59).toNanos();
    assertThat(connection.overdue()).isNull();
    assertThat(connection.askAgainNanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
    now += Duration.ofSeconds(1).toNanos();
    assertThat(connection.overdue()).isEqualTo(CloseReason.IDLE_TIMEOUT);
  }

  @Test
  void aBodyThatTheAppHoldsUpHasTheLimitOfItsAnswer() {
    connection.on(ConnectionEvent.PLAIN_DETECTED);
    connection.on(ConnectionEvent.HEAD_COMPLETED);
    connection.heldUp(true);
    now += Duration.ofSeconds(6).toNanos();
    assertThat(connection.overdue()).isNull();
    connection.heldUp(true);
    now += Duration.ofSeconds(1).toNanos();
    assertThat(connection.overdue()).isEqualTo(CloseReason.ANSWER_TIMEOUT);
    connection.heldUp(false);
    assertThat(connection.overdue()).isNull();
    now += Duration.ofSeconds(5).toNanos();
    assertThat(connection.overdue()).isEqualTo(CloseReason.BODY_TIMEOUT);
  }

  @Test
  void ofSeveralReasonsTheFirstIsTold() {
    connection.closeFor(CloseReason.BAD_REQUEST);
    connection.closeFor(CloseReason.STOPPED);
    assertThat(connection.closed()).isEqualTo(CloseReason.BAD_REQUEST);
    assertThat(connection.state()).isEqualTo(ConnectionState.CLOSING);
  }
}
