package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramingIT {

  private static TestApp app;
  private static TestProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    app = TestApp.ok();
    proxy = TestProxy.to(app);
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    app.close();
  }

  @ParameterizedTest(name = "{0} -> {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST / HTTP/1.1;Host: x;Content-Length: 3;Transfer-Encoding: chunked;;0;; | 400 | both Content-Length and Transfer-Encoding
          POST / HTTP/1.1;Host: x;Transfer-Encoding: chunked;Content-Length: 3;;0;; | 400 | both Content-Length and Transfer-Encoding
          POST / HTTP/1.1;Host: x;Content-Length: 3;Content-Length: 4;;abc          | 400 | more than one Content-Length
          POST / HTTP/1.1;Host: x;Content-Length: 3, 4;;abc                         | 400 | invalid Content-Length
          POST / HTTP/1.1;Host: x;Content-Length: +3;;abc                           | 400 | invalid Content-Length
          POST / HTTP/1.1;Host: x;Content-Length: 0x3;;abc                          | 400 | invalid Content-Length
          POST / HTTP/1.1;Host: x;Content-Length:;;                                 | 400 | invalid Content-Length
          POST / HTTP/1.1;Host: x;Content-Length: 9999999999999999999;;             | 400 | invalid Content-Length
          POST / HTTP/1.1;Host: x;Content-Length : 3;;abc                           | 400 | invalid field name
          POST / HTTP/1.1;Host: x;Transfer-Encoding: xchunked;;0;;                  | 501 | transfer coding
          POST / HTTP/1.1;Host: x;Transfer-Encoding: gzip, chunked;;0;;             | 400 | Transfer-Encoding is not just chunked
          POST / HTTP/1.1;Host: x;Transfer-Encoding: chunked;Transfer-Encoding: chunked;;0;; | 400 | more than one Transfer-Encoding
          POST / HTTP/1.0;Transfer-Encoding: chunked;;0;;                           | 400 | Transfer-Encoding in HTTP/1.0
          GET / HTTP/1.1;;                                                          | 400 | no Host
          GET / HTTP/1.1;Host: a;Host: a;;                                          | 400 | more than one Host
          GET / HTTP/1.1;Host: a b;;                                                | 400 | invalid Host
          GET / HTTP/1.1;Host: a/b;;                                                | 400 | invalid Host
          GET / HTTP/1.1;Host: a:b;;                                                | 400 | invalid Host
          GET / HTTP/1.1;Host: x; folded: 1;;                                       | 400 | folded field line
          GET / HTTP/1.1;Host: x;Bad Name: 1;;                                      | 400 | invalid field name
          GET / HTTP/1.1;Host: x;: 1;;                                              | 400 | invalid field name
          GET / HTTP/1.1;Host: x;nocolon;;                                          | 400 | invalid field name
          GET / HTTP/1.1;Host: x;A: b\\rc;;                                         | 400 | control character in a field value
          GET / HTTP/1.1;Host: x;A: b\\0c;;                                         | 400 | control character in a field value
          GET / HTTP/1.1;Host: x;A: b\\nc;;                                         | 400 | line ends with LF alone
          GET  / HTTP/1.1;Host: x;;                                                 | 400 | invalid request line
          GET /a b HTTP/1.1;Host: x;;                                               | 400 | invalid HTTP version
          GET / http/1.1;Host: x;;                                                  | 400 | invalid HTTP version
          GET /;Host: x;;                                                           | 400 | invalid request line
          G(T / HTTP/1.1;Host: x;;                                                  | 400 | invalid method
          GET foo HTTP/1.1;Host: x;;                                                | 400 | invalid request target
          GET http://a/ HTTP/1.1;Host: b;;                                          | 400 | target and Host differ
          GET / HTTP/2.0;Host: x;;                                                  | 505 | HTTP version not supported
          CONNECT x:443 HTTP/1.1;Host: x;;                                          | 501 | CONNECT
          """)
  void anAmbiguousRequestIsRefusedAndNeverReachesTheApp(String request, int status, String detail)
      throws Exception {
    int before = app.heads.size();
    try (var client = proxy.tls()) {
      client.send(
          request
              .replace(";", "\r\n")
              .replace("\\r", "\r")
              .replace("\\n", "\n")
              .replace("\\0", "\0"));
      var answer = client.answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).contains(detail);
      assertThat(answer.field("Connection")).isEqualTo("close");
      assertThat(client.rest()).isEmpty();
    }
    assertThat(app.heads).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x;abc;0;;",
        "5 ;hello;0;;",
        "-1;a;",
        "3;abcd;0;;",
        ";",
        "10000000000000000;a",
        "0x3;abc;0;;"
      })
  void aMalformedChunkEndsTheConnection(String body) throws Exception {
    double before = proxy.closedFor("bad_request");
    try (var client = proxy.tls()) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send(body.replace(";", "\r\n"));
      await().until(() -> proxy.closedFor("bad_request") == before + 1);
    }
  }

  @Test
  void aHeadThatIsTooLargeIsRefused() throws Exception {
    try (var client = proxy.tls()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n");
      client.send(("A: " + "a".repeat(1000) + "\r\n").repeat(70));
      assertThat(client.answer().status()).isEqualTo(431);
    }
  }

  @Test
  void tooManyFieldsAreRefused() throws Exception {
    try (var client = proxy.tls()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n" + "a:\r\n".repeat(1000) + "\r\n");
      assertThat(client.answer().status()).isEqualTo(431);
    }
  }

  @Test
  void anErrorAfterAHeadRequestHasItsBody() throws Exception {
    try (var client = proxy.tls()) {
      client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertThat(client.send("GET / HTTP/1.1\r\n\r\n").answer().body()).contains("no Host");
    }
  }

  @Test
  void aTargetThatIsTooLongIsRefused() throws Exception {
    try (var client = proxy.tls()) {
      client.send("GET /" + "a".repeat(1 << 16));
      assertThat(client.answer().status()).isEqualTo(414);
    }
  }

  @Test
  void aLargeHeadWithinTheLimitPasses() throws Exception {
    try (var client = proxy.tls()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n");
      client.send(("A: " + "a".repeat(1000) + "\r\n").repeat(60)).send("\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(app.lastHead()).hasSizeGreaterThan(60_000);
    }
  }

  @Test
  void anAbsoluteTargetOfTheSameHostPassesAsItIs() throws Exception {
    try (var client = proxy.tls()) {
      client.send("GET http://X.example/p?q HTTP/1.1\r\nHost: x.example\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(app.lastHead()).startsWith("GET http://X.example/p?q HTTP/1.1\r\n");
    }
  }

  @Test
  void smuggledBytesAreNeverASecondRequest() throws Exception {
    try (var client = proxy.tls()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n");
      client.send("\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.rest()).isEmpty();
      assertThat(app.heads).noneMatch(head -> head.contains("smuggled"));
    }
  }
}
