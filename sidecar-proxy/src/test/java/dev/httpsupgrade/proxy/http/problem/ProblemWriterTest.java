package dev.httpsupgrade.proxy.http.problem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.Persistence;
import dev.httpsupgrade.proxy.http.message.ProxyError;
import dev.httpsupgrade.proxy.http.message.TestHead;
import dev.httpsupgrade.proxy.http.rules.AnswerRules;
import dev.httpsupgrade.proxy.http.rules.RequestNotes;
import dev.httpsupgrade.sidecar.config.Rewrite;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.netty.buffer.ByteBufAllocator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemWriterTest {

  private final RequestNotes request = new RequestNotes(new TrafficPort("https", 8443, 8080));
  private final ErrorResponder errors = new ErrorResponder();
  private final ProblemWriter writer =
      new ProblemWriter(InstantSource.fixed(Instant.parse("2026-03-01T04:05:06Z")));

  @Test
  void anAnswerIsCompleteAndNotStored() {
    assertThat(answer(new ProxyError.BadRequest("no Host"), false, Persistence.CLOSE))
        .isEqualTo(
            """
            HTTP/1.1 400 Bad Request\r
            Date: Sun, 01 Mar 2026 04:05:06 GMT\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Length: 102\r
            Cache-Control: no-store\r
            Connection: close\r
            \r
            https-upgrade: bad-request: no Host
            The client has to be mended: no app can be sure of what it means.
            """);
  }

  @Test
  void theAnswerToHeadHasTheLengthAndNoBody() {
    assertThat(answer(new ProxyError.AppUnreachable(), true, Persistence.IMPLIED))
        .contains("\r\nContent-Length: ")
        .endsWith("\r\nCache-Control: no-store\r\n\r\n");
  }

  @Test
  void aRedirectMayBeRememberedByTheClientAlone() {
    assertThat(
            answer(
                new ProxyError.HttpsRedirect(308, "https://a/", 60), true, Persistence.KEEP_ALIVE))
        .startsWith("HTTP/1.1 308 Permanent Redirect\r\n")
        .contains("\r\nLocation: https://a/\r\nCache-Control: private, max-age=60\r\n")
        .endsWith("\r\nConnection: keep-alive\r\n\r\n");
  }

  @Test
  void upgradeRequiredNamesTheProtocol() {
    assertThat(answer(new ProxyError.HttpsRequired(426), true, Persistence.IMPLIED))
        .startsWith("HTTP/1.1 426 Upgrade Required\r\n")
        .contains("\r\nUpgrade: TLS/1.2, HTTP/1.1\r\nConnection: Upgrade\r\n");
    assertThat(answer(new ProxyError.HttpsRequired(403), true, Persistence.IMPLIED))
        .startsWith("HTTP/1.1 403 Forbidden\r\n")
        .doesNotContain("Upgrade");
  }

  @Test
  void theFormIsTheOneThatTheRequestPrefers() {
    take(Rewrite.NONE, "Accept: application/json");
    assertThat(answer(new ProxyError.AppUnreachable(), false, Persistence.CLOSE))
        .contains("\r\nContent-Type: application/problem+json\r\n")
        .contains("\"code\":\"app-unreachable\"");
  }

  @Test
  void whatEveryAnswerGetsOursGetToo() {
    take(
        new Rewrite(
            false,
            List.of(),
            null,
            new Rewrite.Hsts(60, false, false),
            List.of(
                new Rewrite.HeaderChange("X-Frame-Options", "DENY"),
                new Rewrite.HeaderChange("Content-Type", "text/css"),
                new Rewrite.HeaderChange("Server", null))),
        "A: b");
    assertThat(answer(new ProxyError.AppUnreachable(), false, Persistence.CLOSE))
        .contains("\r\nX-Frame-Options: DENY\r\nStrict-Transport-Security: max-age=60\r\n")
        .doesNotContain("css", "Server");
  }

  private void take(Rewrite rewrite, String line) {
    Head head = TestHead.of("GET / HTTP/1.1", "Host: a", line);
    request.take(head, 0, AnswerRules.of(rewrite));
  }

  private String answer(ProxyError error, boolean headOnly, Persistence persistence) {
    var bytes =
        writer.answer(
            errors.problem(error), request, headOnly, persistence, ByteBufAllocator.DEFAULT);
    try {
      return bytes.toString(US_ASCII);
    } finally {
      bytes.release();
    }
  }
}
