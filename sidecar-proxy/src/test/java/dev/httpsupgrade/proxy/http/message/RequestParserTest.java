package dev.httpsupgrade.proxy.http.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.http.message.RequestParser.Result;
import dev.httpsupgrade.sidecar.config.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {

  private final Head head = new Head();
  private final RequestParser parser = new RequestParser(head);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET / HTTP/1.1;Host: x;                                     | None                 | true
          GET / HTTP/1.1;Host: x;Connection: close;                   | None                 | false
          GET / HTTP/1.1;Host: x;Connection: a, CLOSE ,b;             | None                 | false
          GET / HTTP/1.0;                                             | None                 | false
          GET / HTTP/1.0;Connection: Keep-Alive;                      | None                 | true
          POST / HTTP/1.1;host:x;CONTENT-LENGTH:  17  ;               | Length[bytes=17]     | true
          POST / HTTP/1.1;Host: x;Content-Length: 0;                  | Length[bytes=0]      | true
          POST / HTTP/1.1;Host: x;Transfer-Encoding: Chunked;         | Chunked              | true
          OPTIONS * HTTP/1.1;Host:;                                   | None                 | true
          GET http://x/?a HTTP/1.1;Host: X;                           | None                 | true
          M-SEARCH /%zz?é HTTP/1.1;Host: a_b.c:80;                    | None                 | true
          """)
  void aGoodHeadIsUnderstood(String text, String framing, boolean keepAlive) {
    var request = parsed(text);
    assertThat(request.framing().toString()).startsWith(framing);
    assertThat(request.keepAlive()).isEqualTo(keepAlive);
  }

  @Test
  void whatFollowsFromTheHeadIsTold() {
    var facts =
        parsed(
                "PUT / HTTP/1.1;Host: x;Expect: 100-Continue;Content-Length: 5;"
                    + "Connection: Upgrade;Upgrade: websocket;")
            .facts();
    assertThat(facts.idempotent()).isTrue();
    assertThat(facts.hasBody()).isTrue();
    assertThat(facts.expectsContinue()).isTrue();
    assertThat(facts.isHead()).isFalse();
    assertThat(facts.asksUpgrade()).isTrue();
    assertThat(parsed("HEAD / HTTP/1.1;Host: x;").facts().isHead()).isTrue();
    assertThat(parsed("POST / HTTP/1.1;Host: x;").facts().idempotent()).isFalse();
    assertThat(parsed("GET / HTTP/1.1;Host: x;Upgrade: y;").facts().asksUpgrade()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: x;Content-Length: 1;Content-Length: 1;",
        "Host: x;Content-Length: 1,1;",
        "Host: x;Content-Length: -1;",
        "Host: x;Content-Length: 1 1;",
        "Host: x;Transfer-Encoding: identity;",
        "Host: x;Transfer-Encoding: chunked, chunked;",
        "Host: x;Transfer-Encoding:;",
        "Host: x;Content-Length: 1;Transfer-Encoding: identity;",
        "Host: [::1;A:1;",
        "Host: ::1;",
        "Host: é;"
      })
  void anAmbiguousHeadIsRefused(String fields) {
    assertThat(parse("POST / HTTP/1.1;" + fields)).isInstanceOf(Result.Refused.class);
  }

  @Test
  void aHeadThatWasParsedBeforeLeavesNoTrace() {
    parsed("POST / HTTP/1.1;Host: x;Content-Length: 5;Connection: close;Expect: 100-continue;");
    var next = parsed("POST / HTTP/1.1;Host: x;");
    assertThat(next.framing()).isEqualTo(Framing.NONE);
    assertThat(next.keepAlive()).isTrue();
    assertThat(next.facts().expectsContinue()).isFalse();
  }

  private RequestHead parsed(String text) {
    return switch (parse(text)) {
      case Result.Parsed(RequestHead request) -> request;
      case Result.Refused(ProxyError error) -> throw new AssertionError(error);
    };
  }

  private Result parse(String text) {
    byte[] bytes = (text.replace(";", "\r\n") + "\r\n").getBytes(ISO_8859_1);
    System.arraycopy(bytes, 0, head.room(bytes.length), 0, bytes.length);
    return parser.parse(0, bytes.length, Limits.Head.DEFAULT);
  }
}
