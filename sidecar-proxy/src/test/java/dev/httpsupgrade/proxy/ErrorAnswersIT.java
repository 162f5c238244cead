package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorAnswersIT {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          */*              | text/plain; charset=utf-8  | https-upgrade: app-unreachable: the app does
          application/json | application/problem+json   | {"title":"Bad Gateway","status":502,
          text/html,*/*;q=0.8 | text/html; charset=utf-8 | <!DOCTYPE html>
          """)
  void anErrorIsToldInTheFormThatIsAskedFor(String accept, String type, String body)
      throws Exception {
    try (var proxy = TestProxy.builder().start();
        var client = proxy.tls()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nAccept: " + accept + "\r\n\r\n");
      var answer = client.answer();
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.field("Content-Type")).isEqualTo(type);
      assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.field("Date")).endsWith(" GMT");
      assertThat(answer.body()).startsWith(body);
    }
  }

  @Test
  void theAnswerToHeadHasNoBody() throws Exception {
    try (var proxy = TestProxy.builder().start();
        var client = proxy.tls()) {
      client.send("HEAD / HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 502 ").contains("text/html");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void whatIsNoRequestIsAnsweredInText() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n").answer();
      client.send("GET / HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nContent-Length: x\r\n\r\n");
      var answer = client.answer();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).startsWith("https-upgrade: bad-request: invalid Content-Length\n");
    }
  }
}
