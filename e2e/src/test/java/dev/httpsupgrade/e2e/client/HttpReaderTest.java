package dev.httpsupgrade.e2e.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpReaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nA: b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello"
      })
  void readsABodyInEveryFraming(String message) throws IOException {
    HttpMessage answer = reader(message).readResponse();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("hello");
  }

  @Test
  void readsTheNextMessageAfterOneWithoutABody() throws IOException {
    HttpReader reader =
        reader("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    assertThat(reader.readResponse().status()).isEqualTo(204);
    assertThat(reader.readResponse().status()).isEqualTo(200);
  }

  @Test
  void tellsWhetherTheConnectionCanBeUsedAgain() throws IOException {
    assertThat(reader("HTTP/1.1 204 -\r\n\r\n").readResponse().keepsAlive()).isTrue();
    assertThat(reader("HTTP/1.1 204 -\r\nConnection: Close\r\n\r\n").readResponse().keepsAlive())
        .isFalse();
    assertThat(reader("HTTP/1.0 204 -\r\n\r\n").readResponse().keepsAlive()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
      })
  void neverTakesHalfAMessageForAWholeOne(String message) {
    assertThatThrownBy(() -> reader(message).readResponse())
        .isInstanceOf(EOFException.class)
        .hasMessageStartingWith("connection closed");
  }

  private static HttpReader reader(String message) {
    return new HttpReader(new ByteArrayInputStream(message.getBytes(ISO_8859_1)));
  }
}
