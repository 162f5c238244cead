package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Mutations of the framing corpus, as the seed has them: nobody hangs, each answer belongs to a
 * request that the app has read, and the app reads no other requests than it does without sidecar.
 */
class FuzzIT {

  private static final String LAST = "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final Pattern SEEN = Pattern.compile("\r\nX-Seen: (.*)\r\n");
  private static final int QUIET_MILLIS = 200;
  private static final int HANGS_MILLIS = 10_000;
  private static final long SEED = number("FUZZ_SEED", 1);
  private static final long SECONDS = number("FUZZ_SECONDS", 5);

  @Test
  void noMutationIsReadInTwoWays(TestReporter reporter) throws Exception {
    List<String> seeds =
        FramingShape.all().stream()
            .map(FramingShape::bytes)
            .filter(b -> b.length() < 1000)
            .toList();
    Instant end = Instant.now().plusSeconds(SECONDS);
    int count = 0;
    try (var app = new RecordingApp();
        var proxy = TestProxy.to(app.port())) {
      for (; Instant.now().isBefore(end); count++) {
        var random = new Random(SEED * 1_000_003 + count);
        check(proxy, app, new Mutation(random).of(seeds) + LAST, random);
      }
    }
    reporter.publishEntry("mutations", "%d from seed %d".formatted(count, SEED));
  }

  private static void check(TestProxy proxy, RecordingApp app, String bytes, Random random)
      throws Exception {
    boolean tls = random.nextInt(4) == 0;
    boolean patient = random.nextInt(4) == 0;
    String what = "seed %d: %s".formatted(SEED, SeeingApp.printable(bytes));
    app.seen();
    List<String> answered;
    try (var client = tls ? proxy.tls() : proxy.plain()) {
      answered = answers(client, bytes, patient, what);
    }
    List<String> seen = app.seen();
    // A TLS client that ends its output takes no more answers.
    expectStart(what, seen, answered);
    assertThat(seen).as(what).hasSizeLessThanOrEqualTo(answered.size() + (tls ? 1 : 0));
    try (var client = RawClient.plain(app.port())) {
      answers(client, bytes, true, what);
    }
    expectStart(what, app.seen(), seen);
  }

  private static void expectStart(String what, List<String> all, List<String> start) {
    assertThat(all.subList(0, Math.min(start.size(), all.size()))).as(what).isEqualTo(start);
  }

  /**
   * The requests that the app says it has read.
   *
   * @param patient whether the client waits before it ends its output
   */
  private static List<String> answers(RawClient client, String bytes, boolean patient, String what)
      throws IOException {
    var received = new StringBuilder();
    try {
      client.send(bytes);
      if (patient) {
        read(client, QUIET_MILLIS, received);
      }
      client.socket.shutdownOutput();
      assertThat(read(client, HANGS_MILLIS, received)).as("hangs: " + what).isTrue();
    } catch (SocketException reset) {
      // As good an end as any.
    }
    return SEEN.matcher(received).results().map(seen -> seen.group(1)).toList();
  }

  /** Reads to the end; false if nothing comes for so long. */
  private static boolean read(RawClient client, int millis, StringBuilder received)
      throws IOException {
    client.socket.setSoTimeout(millis);
    byte[] bytes = new byte[1 << 14];
    try {
      for (int n = client.in.read(bytes); n >= 0; n = client.in.read(bytes)) {
        received.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
      }
      return true;
    } catch (SocketTimeoutException quiet) {
      return false;
    }
  }

  private static long number(String variable, long otherwise) {
    String value = System.getenv(variable);
    return value == null || value.isEmpty() ? otherwise : Long.parseLong(value);
  }
}
