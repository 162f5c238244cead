package dev.httpsupgrade.e2e.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Requests at a constant rate on one open connection, and how long each answer takes. */
final class Steady implements Job {

  static final String HELP =
      """
        --rate N       requests per second (default 200)
        --seconds N    how long (default 10)
        --warm-up N    requests before that, one after the other, that aren't counted (default 2000)
      """;

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Target target;
  private final long intervalNanos;
  private final long[] nanos;
  private final int warmUp;
  private volatile int answered;

  private Steady(Target target, int rate, int seconds, int warmUp) {
    this.target = target;
    this.intervalNanos = Duration.ofSeconds(1).dividedBy(rate).toNanos();
    this.nanos = new long[rate * seconds];
    this.warmUp = warmUp;
  }

  static Steady parse(List<String> line) {
    var arguments = Arguments.parse(line, "--rate", "--seconds", "--warm-up");
    return new Steady(
        Target.of(arguments.onlyPositional("steady: exactly one URL is needed")),
        arguments.number("--rate", 200),
        arguments.number("--seconds", 10),
        arguments.number("--warm-up", 2000));
  }

  @Override
  public void run() throws IOException {
    var request = new HttpRequest("GET", target, List.of(), true);
    var tls = new TlsClient(TlsSettings.TRUSTING_ANYONE);
    try (var connection = HttpConnection.open(target, target.address(), tls, LIMIT)) {
      for (int i = 0; i < warmUp; i++) {
        connection.send(request);
      }
      long start = System.nanoTime();
      for (int i = 0; i < nanos.length; i++) {
        long due = start + i * intervalNanos;
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        // From the moment of sending: how late this client itself was is not the server's fault.
        long sent = System.nanoTime();
        int status = connection.send(request).status();
        nanos[i] = System.nanoTime() - sent;
        if (status != 200) {
          throw new IOException("status " + status);
        }
        answered = i + 1;
      }
    }
  }

  @Override
  public Map<String, Object> report() {
    long[] sorted = Arrays.copyOf(nanos, answered);
    Arrays.sort(sorted);
    return Map.of(
        "expected", nanos.length,
        "answered", sorted.length,
        "p50Micros", percentile(sorted, 500),
        "p90Micros", percentile(sorted, 900),
        "p99Micros", percentile(sorted, 990),
        "p999Micros", percentile(sorted, 999),
        "maxMicros", percentile(sorted, 1000));
  }

  private static long percentile(long[] sorted, int perMille) {
    int rank = Math.ceilDiv(sorted.length * perMille, 1000);
    return rank == 0 ? 0 : sorted[rank - 1] / 1000;
  }
}
