package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.proxy.FramingShape.End;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sends shapes through the proxy, and looks at what became of them at both ends. */
final class FramingRun {

  /** How the bytes are sent. */
  enum Way {
    TLS,
    PLAIN,
    /** Byte by byte, as nothing may depend on where a read ends. */
    DRIPPING
  }

  private static final String LAST = "GET /last";
  private static final String MARKER = "GET /marker";

  private static final Duration POLL = Duration.ofMillis(5);

  private final TestProxy proxy;
  private final SeeingApp app;

  FramingRun(TestProxy proxy, SeeingApp app) {
    this.proxy = proxy;
    this.app = app;
  }

  void check(FramingShape shape, Way way) throws Exception {
    app.seen();
    var outcome = shape.outcome();
    double before = proxy.closedFor(reason(outcome.end()));
    try (RawClient client = way == Way.PLAIN ? proxy.plain() : proxy.tls()) {
      send(client, shape.bytes(), way);
      for (String request : outcome.passes()) {
        expectAnswer(client, request);
      }
      expectEnd(client, outcome.end());
    }
    if (!(outcome.end() instanceof End.Keeps)) {
      String reason = reason(outcome.end());
      await().pollInterval(POLL).until(() -> proxy.closedFor(reason) == before + 1);
    }
    assertThat(seenUpToMarkers()).isEqualTo(outcome.passes());
  }

  /** For an app that refuses what the proxy may pass: it sees no more than what may pass. */
  void checkNoMore(FramingShape shape) throws Exception {
    app.seen();
    try (RawClient client = proxy.tls()) {
      client.send(shape.bytes());
      assertThat(client.head()).matches("(?s)HTTP/1\\.1 [45].*");
    }
    var seen = seenUpToMarkers();
    assertThat(shape.outcome().passes()).containsAll(seen);
  }

  private static void send(RawClient client, String bytes, Way way) throws IOException {
    if (way != Way.DRIPPING) {
      client.send(bytes);
      return;
    }
    try {
      for (byte b : bytes.getBytes(StandardCharsets.ISO_8859_1)) {
        client.out.write(b);
        client.out.flush();
      }
    } catch (IOException refused) {
      // It need not wait for the rest; the answer is there.
    }
  }

  private static void expectAnswer(RawClient client, String request) throws IOException {
    boolean head = request.startsWith("HEAD ");
    String answer = client.head();
    while (answer.startsWith("HTTP/1.1 1")) {
      answer = client.head();
    }
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    var parsed = new RawClient.Answer(answer, "");
    int length = Integer.parseInt(String.valueOf(parsed.field("Content-Length")));
    String body = head ? "" : SeeingApp.normalised(client.read(length) + " ").stripTrailing();
    if (!head && !request.contains("\\x")) {
      assertThat(body).isEqualTo(request.substring(0, request.lastIndexOf(' ')));
    }
  }

  private static void expectEnd(RawClient client, End end) throws IOException {
    switch (end) {
      case End.Keeps _ -> {
        client.get("/last");
        expectAnswer(client, LAST + " 0");
      }
      case End.Closes _ -> assertThat(client.rest()).isEmpty();
      case End.Refused(int status, String _) -> {
        var answer = client.answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.field("Connection")).isEqualTo("close");
        // Or the proxy would wait for what the client may still send.
        client.socket.shutdownOutput();
        assertThat(client.rest()).isEmpty();
      }
      case End.Left _ -> {
        // The client leaves.
      }
    }
  }

  /**
   * What the app saw, markers left out: those go out on the same connections to the app, one on
   * each event loop, so that whatever is left there would be seen before them.
   */
  private List<String> seenUpToMarkers() throws Exception {
    for (int loop = 0; loop < 2; loop++) {
      try (RawClient client = proxy.tls()) {
        client.get("/marker");
        expectAnswer(client, MARKER + " 0");
      }
    }
    var seen = new ArrayList<>(app.seen());
    assertThat(seen).contains(MARKER + " 0");
    seen.removeIf(line -> line.startsWith(LAST) || line.startsWith(MARKER));
    return seen;
  }

  private static String reason(End end) {
    return switch (end) {
      case End.Keeps _ -> "client_closed";
      case End.Closes(String reason) -> reason;
      case End.Refused(int _, String reason) -> reason;
      case End.Left(String reason) -> reason;
    };
  }
}
