package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Mutations of the framing corpus: nobody hangs, each answer belongs to a request that the app has
 * read, none is lost, and the app reads no other requests than it does without sidecar.
 *
 * <p>Each mutation has a seed of its own, the first one's plus one for each. FUZZ_COUNT says how
 * many there are; with FUZZ_SECONDS it is the time instead. A failure tells the seed: with that as
 * FUZZ_SEED and a FUZZ_COUNT of 1 it is tried again.
 */
class FuzzIT {

  private static final String LAST = "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final String LAST_SEEN = "X-Seen: GET /last 0\r\n\r\nGET /last";
  private static final Pattern SEEN = Pattern.compile("\r\nX-Seen: (.*)\r\n");
  private static final int QUIET_MILLIS = 200;
  private static final int HANGS_MILLIS = 10_000;
  private static final long SEED = number("FUZZ_SEED", 1);
  private static final long COUNT = number("FUZZ_COUNT", 200);
  private static final long SECONDS = number("FUZZ_SECONDS", 0);

  @Test
  void noMutationIsReadInTwoWays(TestReporter reporter) throws Exception {
    List<String> shapes =
        FramingShape.all().stream()
            .map(FramingShape::bytes)
            .filter(b -> b.length() < 1000)
            .toList();
    Instant end = Instant.now().plusSeconds(SECONDS);
    long seed = SEED;
    try (var app = new RecordingApp();
        var proxy = TestProxy.to(app.port())) {
      while (SECONDS > 0 ? Instant.now().isBefore(end) : seed < SEED + COUNT) {
        var random = new SplittableRandom(seed);
        String bytes = new Mutation(random).of(shapes) + LAST;
        String what = "FUZZ_SEED=%d FUZZ_COUNT=1: %s".formatted(seed, SeeingApp.printable(bytes));
        check(proxy, app, bytes, random, what);
        seed++;
      }
    }
    reporter.publishEntry("mutations", "%d from seed %d".formatted(seed - SEED, SEED));
  }

  private static void check(
      TestProxy proxy, RecordingApp app, String bytes, RandomGenerator random, String named)
      throws Exception {
    boolean tls = random.nextInt(4) == 0;
    boolean patient = random.nextInt(4) == 0;
    String what = (tls ? "over TLS, " : "over plain, ") + named;
    app.seen();
    List<String> answered;
    try (var client = tls ? proxy.tls() : proxy.plain()) {
      answered = answers(client, bytes, patient, what);
    }
    List<String> seen = app.seen();
    assertThat(answered).as(what).isEqualTo(seen);
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
        read(client, QUIET_MILLIS, true, received);
      }
      client.socket.shutdownOutput();
      assertThat(read(client, HANGS_MILLIS, false, received)).as("hangs: " + what).isTrue();
    } catch (SocketException reset) {
      // As good an end as any.
    }
    return SEEN.matcher(received).results().map(seen -> seen.group(1)).toList();
  }

  /**
   * Reads to the end; false if nothing comes for so long.
   *
   * @param toTheLast whether to stop when the last request was answered
   */
  private static boolean read(
      RawClient client, int millis, boolean toTheLast, StringBuilder received) throws IOException {
    client.socket.setSoTimeout(millis);
    byte[] bytes = new byte[1 << 14];
    try {
      for (int n = client.in.read(bytes); n >= 0; n = client.in.read(bytes)) {
        received.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
        if (toTheLast && received.indexOf(LAST_SEEN) >= 0) {
          return false;
        }
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
