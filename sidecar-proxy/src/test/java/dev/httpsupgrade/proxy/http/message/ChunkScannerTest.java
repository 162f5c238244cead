package dev.httpsupgrade.proxy.http.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.http.message.ChunkScanner.Mode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkScannerTest {

  private final ChunkScanner scanner = new ChunkScanner();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0;;",
        "5;hello;0;;",
        "A;0123456789;00000;;",
        "5/name=value;hello;0/x;;",
        "5/a=\"x/\\\"y\"/b;hello;0;;",
        "1;a;0;X-Trailer: 1;y:;;",
        "0;Hos: 1;Host-: 1;;"
      })
  void theEndIsFoundWhereverTheBytesAreSplit(String text) {
    ByteBuf body = bytes(text + "rest");
    int end = body.readableBytes() - "rest".length();
    for (int first = 0; first <= end; first++) {
      scanner.begin(Mode.STRICT);
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
        "5/a=\";hello;",
        "5/a=\"\\\";hello;",
        "0;HOST: 1;;",
        "0;y: 1;x-real-ip: 1;;",
        "0;Forwarded: 1;;",
        "0;X_Forwarded_For: 1;;",
        "0;If-None-Match: *;;",
        "0;Trailer: y;;",
        "0;X: a\nb;;",
        "5\nhello",
        "5/a\nb;",
        "0\r\r"
      })
  void whatParsersDisagreeOnIsMalformed(String text) {
    ByteBuf body = bytes(text);
    assertThat(scanner.scan(body, 0, body.writerIndex())).isEqualTo(ChunkScanner.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 100_000})
  void extensionsAndTrailersAreLimited(int length) {
    String text = length < 10_000 ? "1/" + "e".repeat(length) : "0;t: " + "e".repeat(length);
    ByteBuf body = bytes(text);
    assertThat(scanner.scan(body, 0, body.writerIndex())).isEqualTo(ChunkScanner.MALFORMED);
  }

  @Test
  void paddingOfSizesAndForOldClientsAllFramingIsLeftOut() {
    String padded = "5  ;hello;A \t/x;0123456789;0 ;T: 1;;";
    assertThat(passed(padded, Mode.LOOSE)).isEqualTo("5;hello;A/x;0123456789;0;T: 1;;");
    assertThat(passed(padded, Mode.CONTENT)).isEqualTo("hello0123456789");
  }

  @Test
  void linesThatEndWithLfAloneGetTheirCr() {
    String loose = "5\nhello\nA \n0123456789\n1/x\n!;0\nT: 1\n\n";
    assertThat(passed(loose, Mode.LOOSE)).isEqualTo("5;hello;A;0123456789;1/x;!;0;T: 1;;");
    assertThat(passed(loose, Mode.CONTENT)).isEqualTo("hello0123456789!");
  }

  @Test
  void anAnswersQuotesAndTrailersAreItsClientsBusiness() {
    String answer = "5/a=\";hello;0;Content-Type: x;;";
    assertThat(passed(answer, Mode.LOOSE)).isEqualTo(answer);
  }

  /** What is passed if the bytes come one by one. */
  private String passed(String text, Mode mode) {
    ByteBuf body = bytes(text);
    var passed = new StringBuilder();
    scanner.begin(mode);
    int at = 0;
    for (int to = 1; to <= body.writerIndex(); to++) {
      while (at < to) {
        int end = scanner.scan(body, at, to);
        passed.append(body.toString(at, end - at, US_ASCII));
        at = scanner.skip(body, end, to);
        passed.append(scanner.lineEndMissing() ? "\r\n" : "");
      }
    }
    assertThat(scanner.done()).isTrue();
    return passed.toString().replace("\r\n", ";").replaceAll(";([ax])", "/$1");
  }

  /** With {@code ;} for a line's end and {@code /} for the extension's mark. */
  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text.replace(";", "\r\n").replace('/', ';'), US_ASCII);
  }
}
