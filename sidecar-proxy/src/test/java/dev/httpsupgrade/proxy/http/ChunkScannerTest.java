package dev.httpsupgrade.proxy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkScannerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0;;",
        "5;hello;0;;",
        "A;0123456789;00000;;",
        "5/name=value;hello;0/x;;",
        "1;a;0;X-Trailer: 1;y:;;"
      })
  void theEndIsFoundWhereverTheBytesAreSplit(String text) {
    ByteBuf body = bytes(text + "rest");
    int end = body.readableBytes() - "rest".length();
    for (int first = 0; first <= end; first++) {
      var scanner = new ChunkScanner();
      assertThat(scanner.scan(body, 0, first)).isEqualTo(first);
      assertThat(scanner.done()).isEqualTo(first == end);
      assertThat(scanner.scan(body, first, body.writerIndex())).isEqualTo(end);
      assertThat(scanner.done()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";",
        "x;",
        " 5;hello;",
        "5 ;hello;",
        "+5;hello;",
        "5;helloo;",
        "5;hell;0;;",
        "1000000000000000;",
        "0;Bad Name: 1;;",
        "0;: 1;;",
        "0; folded;;",
        "0;X: a\nb;;",
        "5\nhello",
        "5/a\nb;",
        "0\r\r"
      })
  void whatParsersDisagreeOnIsMalformed(String text) {
    ByteBuf body = bytes(text);
    var scanner = new ChunkScanner();
    assertThat(scanner.scan(body, 0, body.writerIndex())).isEqualTo(ChunkScanner.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 100_000})
  void extensionsAndTrailersAreLimited(int length) {
    String text = length < 10_000 ? "1/" + "e".repeat(length) : "0;t: " + "e".repeat(length);
    ByteBuf body = bytes(text);
    assertThat(new ChunkScanner().scan(body, 0, body.writerIndex()))
        .isEqualTo(ChunkScanner.MALFORMED);
  }

  /** With {@code ;} for a line's end and {@code /} for the extension's mark. */
  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text.replace(";", "\r\n").replace('/', ';'), US_ASCII);
  }
}
