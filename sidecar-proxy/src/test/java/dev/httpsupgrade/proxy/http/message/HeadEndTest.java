package dev.httpsupgrade.proxy.http.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadEndTest {

  private static final String HEAD = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theEndIsFoundWhereverTheBytesAreSplit(boolean bareLf) {
    ByteBuf bytes = bytes("junk" + HEAD + "body").skipBytes(4);
    for (int first = 0; first < HEAD.length(); first++) {
      var headEnd = new HeadEnd(bareLf);
      assertThat(headEnd.find(bytes, first)).isEqualTo(HeadEnd.INCOMPLETE);
      assertThat(headEnd.find(bytes, bytes.readableBytes()))
          .as("split after %d", first)
          .isEqualTo(HEAD.length());
    }
  }

  @ParameterizedTest
  @CsvSource({"'GET /;', -2", "'a\r;b;', -2", "';', -2", "'a\r\rb', -1", "'a', -1", "'', -1"})
  void aLineThatEndsWithLfAloneIsSeenAtOnce(String text, int result) {
    ByteBuf bytes = bytes(text.replace(';', '\n').replace("\r\n", "\r \n"));
    assertThat(new HeadEnd(false).find(bytes, bytes.readableBytes())).isEqualTo(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb\n\n", "a\nb\r\n\n", "a\r\nb\n\r\n"})
  void whereLfAloneMayEndALineItEndsTheHeadToo(String head) {
    ByteBuf bytes = bytes(head + "c\n\n");
    assertThat(new HeadEnd(true).find(bytes, bytes.readableBytes())).isEqualTo(head.length());
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }
}
