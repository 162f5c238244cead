package dev.httpsupgrade.e2e.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Phaser;
import org.jspecify.annotations.Nullable;

/** Requests to one target, and the connections that are kept for it. */
final class LoadSide {

  private static final int WARM_UP_REQUESTS = 100;

  /** A late answer is not a lost request, however busy the machine is; the report has the times. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Well-made clients bound it, so that they follow a Service whose endpoints change. */
  private static final Duration MAX_CONNECTION_AGE = Duration.ofSeconds(2);

  private final Target target;
  private final TlsClient tls;
  private final LoadTally tally;
  private final ConcurrentLinkedDeque<HttpConnection> kept = new ConcurrentLinkedDeque<>();
  private final Phaser inFlight = new Phaser(1);

  LoadSide(Target target, TlsSettings tls, LoadTally tally) {
    this.target = target;
    this.tls = new TlsClient(tls);
    this.tally = tally;
  }

  /**
   * Sends some requests one after the other: at full rate from the start, a cold JVM would starve
   * itself of the time to send what it has connected for. They count like all others.
   */
  void warmUp() {
    for (int i = 0; i < WARM_UP_REQUESTS; i++) {
      perform("w%de".formatted(i), System.nanoTime(), i % 2 == 1);
    }
  }

  /**
   * Sends a request in the background.
   *
   * @param due when it should have been sent, from which its latency counts
   */
  void send(long number, long due, boolean reuse) {
    inFlight.register();
    Thread.ofVirtual()
        .start(() -> {
          try {
            perform("r%de".formatted(number), due, reuse);
          } finally {
            inFlight.arriveAndDeregister();
          }
        });
  }

  void awaitIdle() throws InterruptedException {
    inFlight.awaitAdvanceInterruptibly(inFlight.arrive());
    for (HttpConnection c = kept.poll(); c != null; c = kept.poll()) {
      c.close();
    }
  }

  private void perform(String marker, long due, boolean reuse) {
    String kind = (target.tls() ? "https" : "plain") + (reuse ? " reused" : " new");
    @Nullable String problem;
    try {
      problem = problemOf(exchange(marker, reuse), marker, due);
    } catch (IOException | RuntimeException e) {
      problem = e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    if (problem == null) {
      tally.succeeded(kind, System.nanoTime() - due);
    } else {
      tally.failed(kind, marker + ": " + problem);
    }
  }

  private HttpMessage exchange(String marker, boolean reuse) throws IOException {
    var request =
        new HttpRequest("GET", target.withParameter("request=" + marker), List.of(), reuse);
    HttpConnection connection = reuse ? youngOrNew() : open();
    boolean keep = false;
    try {
      HttpMessage answer = connection.send(request);
      keep = reuse && answer.keepsAlive();
      return answer;
    } finally {
      if (keep) {
        kept.addFirst(connection);
      } else {
        connection.close();
      }
    }
  }

  private HttpConnection youngOrNew() throws IOException {
    for (HttpConnection c = kept.poll(); c != null; c = kept.poll()) {
      if (c.age().compareTo(MAX_CONNECTION_AGE) < 0) {
        return c;
      }
      c.close();
    }
    return open();
  }

  private HttpConnection open() throws IOException {
    return HttpConnection.open(
        target, new InetSocketAddress(target.host(), target.port()), tls, LIMIT);
  }

  private static @Nullable String problemOf(HttpMessage answer, String marker, long due) {
    if (answer.status() != 200) {
      return "status " + answer.status() + ": " + answer.body().lines().findFirst().orElse("");
    }
    if (!answer.body().contains(marker)) {
      return "the body does not echo the request";
    }
    Duration took = Duration.ofNanos(System.nanoTime() - due);
    return took.compareTo(LIMIT) > 0 ? "answered after " + took.toMillis() + " ms" : null;
  }
}
