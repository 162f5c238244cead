package dev.httpsupgrade.proxy.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionStateTest {

  private static final String TABLE =
      """
      DETECTING       TLS_DETECTED       HANDSHAKING
      DETECTING       PLAIN_DETECTED     NEW
      HANDSHAKING     HANDSHAKE_COMPLETED NEW
      NEW             HEAD_BEGUN         READING_HEAD
      IDLE            HEAD_BEGUN         READING_HEAD
      NEW             HEAD_COMPLETED     READING_BODY
      IDLE            HEAD_COMPLETED     READING_BODY
      READING_HEAD    HEAD_COMPLETED     READING_BODY
      NEW             REQUEST_COMPLETED  AWAITING_ANSWER
      IDLE            REQUEST_COMPLETED  AWAITING_ANSWER
      READING_HEAD    REQUEST_COMPLETED  AWAITING_ANSWER
      READING_BODY    ANSWER_BEGUN       READING_BODY
      READING_BODY    REQUEST_COMPLETED  AWAITING_ANSWER
      AWAITING_ANSWER ANSWER_BEGUN       ANSWERING
      ANSWERING       EXCHANGE_COMPLETED IDLE
      AWAITING_ANSWER UPGRADED           TUNNELLING
      """;

  @Test
  void everyTransitionIsInTheTableAndNoOtherIsPossible() {
    Map<String, String> allowed = new HashMap<>();
    TABLE
        .lines()
        .map(line -> line.split(" +", -1))
        .forEach(row -> allowed.put(row[0] + row[1], row[2]));
    for (ConnectionState state : ConnectionState.values()) {
      for (ConnectionEvent event : ConnectionEvent.values()) {
        String next = allowed.get(state.name() + event.name());
        if (next != null) {
          assertThat(state.after(event)).hasToString(next);
        } else if (event != ConnectionEvent.CLOSE_BEGUN) {
          assertThatThrownBy(() -> state.after(event)).isInstanceOf(IllegalStateException.class);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyStateCanClose(ConnectionState state) {
    assertThat(state.after(ConnectionEvent.CLOSE_BEGUN)).isEqualTo(ConnectionState.CLOSING);
  }
}
