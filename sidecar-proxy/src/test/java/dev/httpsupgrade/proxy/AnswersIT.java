package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersIT {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void chunkedAnswersKeepTheirChunksAndTrailers() throws Exception {
    String answer =
        """
        HTTP/1.1 200 OK\r
        Transfer-Encoding: chunked\r
        Trailer: X-Sum\r
        \r
        3\r
        abc\r
        0\r
        X-Sum: 7\r
        \r
        """;
    try (var app = TestApp.answering(answer);
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      for (int i = 0; i < 2; i++) {
        var got = client.get("/").answer();
        assertThat(got.head() + got.body()).isEqualTo(answer);
      }
      assertThat(app.connections).hasValue(1);
    }
  }

  @Test
  void anAnswerThatEndsByCloseEndsTheClientsConnection() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send("HTTP/1.0 200 OK\r\nServer: old\r\n\r\nuntil the end");
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      var answer = client.get("/").answer();
      assertThat(answer.body()).isEqualTo("until the end");
      assertThat(answer.head()).startsWith("HTTP/1.1 200 OK\r\nServer: old\r\n");
      assertThat(answer.field("Connection")).isEqualTo("close");
      await().until(() -> proxy.closedFor("answer_ended_by_close") == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n"
      })
  void answersWithoutABodyEndWithTheirHead(String answer) throws Exception {
    try (var app = TestApp.answering(answer);
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.get("/").head()).isEqualTo(answer);
      }
    }
  }

  @Test
  void theAnswerToHeadHasNoBody() throws Exception {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    try (var app = TestApp.answering(head);
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").head()).isEqualTo(head);
      }
    }
  }

  @Test
  void interimAnswersPass() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
              connection.send("HTTP/1.1 100 Continue\r\n\r\n");
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + connection.read(4));
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.send("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
      assertThat(client.head()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
      assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.send("body").answer().body()).isEqualTo("body");
      assertThat(app.lastHead()).contains("Expect: 100-continue\r\n");
      assertThat(proxy.metric(requests("https", "2xx"))).isEqualTo(1);
      assertThat(proxy.metric(requests("https", "1xx"))).isEqualTo(0);
    }
  }

  @Test
  void anInterimAnswerIsKeptFromHttp10() throws Exception {
    try (var app = TestApp.answering("HTTP/1.1 103 Early Hints\r\n\r\n" + OK);
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      assertThat(client.send("GET / HTTP/1.0\r\n\r\n").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aFinalAnswerInPlaceOfContinueEndsTheConnection() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
              connection.in.readAllBytes();
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.send("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
      var answer = client.answer();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.field("Connection")).isEqualTo("close");
      assertThat(client.rest()).isEmpty();
    }
  }

  private static String requests(String scheme, String code) {
    return "https_upgrade_requests_total{code=\"%s\",port=\"https\",scheme=\"%s\"}"
        .formatted(code, scheme);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip, chunked", "gzip"})
  void aTransferCodingIsNotHiddenFromAClientThatKnowsNone(String coding) throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: %s\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                      .formatted(coding));
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      var answer = client.send("GET / HTTP/1.0\r\nHost: x\r\n\r\n").answer();
      assertThat(answer.status()).isEqualTo(502);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Connection: close\r\n"})
  void aClientIsToldWhichUpgradeIsRequired(String asked) throws Exception {
    String answer =
        """
        HTTP/1.1 426 Upgrade Required\r
        Upgrade: websocket\r
        Content-Length: 0\r
        Connection: Upgrade\r
        """;
    try (var app = TestApp.answering(answer + "\r\n");
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      String head = client.send("GET / HTTP/1.1\r\nHost: x\r\n" + asked + "\r\n").head();
      assertThat(head).isEqualTo(answer + asked + "\r\n");
    }
  }
}
