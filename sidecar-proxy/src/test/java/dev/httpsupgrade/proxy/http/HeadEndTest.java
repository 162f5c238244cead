package dev.httpsupgrade.proxy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadEndTest {

  private static final byte[] HEAD = "GET / HTTP/1.1\r\nHost: x\r\n\r\nbody".getBytes(US_ASCII);

  @Test
  void theEndIsFoundWhereverTheBytesAreSplit() {
    int end = HEAD.length - "body".length();
    for (int first = 0; first < HEAD.length; first++) {
      var headEnd = new HeadEnd();
      int found = headEnd.find(HEAD, first);
      if (first < end) {
        assertThat(found).isEqualTo(HeadEnd.INCOMPLETE);
        found = headEnd.find(HEAD, HEAD.length);
      }
      assertThat(found).as("split after %d", first).isEqualTo(end);
    }
  }

  @ParameterizedTest
  @CsvSource({"'GET /;', -2", "'a\r;b;', -2", "';', -2", "'a\r\rb', -1", "'a', -1", "'', -1"})
  void aLineThatEndsWithLfAloneIsSeenAtOnce(String text, int result) {
    byte[] bytes = text.replace(';', '\n').replace("\r\n", "\r \n").getBytes(US_ASCII);
    assertThat(new HeadEnd().find(bytes, bytes.length)).isEqualTo(result);
  }
}
