package dev.httpsupgrade.proxy.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggedHeadTest {

  @ParameterizedTest
  @CsvSource({
    "/a/b, /a/b",
    "/a?token=x, /a",
    "/?next=http://x/y, /",
    "http://user:secret@shop/a?b, /a",
    "http://shop, /",
    "http://shop?x/y, /",
    "*, *",
  })
  void thePathIsWithoutQueryAndAuthority(String target, String path) {
    assertThat(of("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").path()).isEqualTo(path);
  }

  @Test
  void fieldsThatAreNotOnTheListAreNotTold() {
    assertThat(of("GET / HTTP/1.1\r\nHost: a\r\nCookie: b\r\nTRACEPARENT: c\r\n\r\n").fields())
        .isEqualTo(Map.of("host", "a", "traceparent", "c"));
  }

  @Test
  void aLineThatWasCutOffIsNotTold() {
    assertThat(of("GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: Mozi").fields())
        .isEqualTo(Map.of("host", "a"));
  }

  @Test
  void ofARequestThatWasRefusedNothingIsKnown() {
    assertThat(of("")).isEqualTo(new LoggedHead("", "", Map.of()));
  }

  private static LoggedHead of(String head) {
    return LoggedHead.of(head);
  }
}
