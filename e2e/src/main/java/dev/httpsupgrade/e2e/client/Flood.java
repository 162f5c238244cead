package dev.httpsupgrade.e2e.client;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Handshakes that cost the server everything and this client next to nothing: the same ClientHello
 * each time, and away as soon as the server's certificate and signature come.
 */
final class Flood implements Job {

  static final String HELP =
      """
        --at-a-time N  clients at a time (default 32)
        --stalled N    clients more that send half of a ClientHello and no more (default 0)
        --seconds N    how long at the most (default 60); it ends when told to go on
      """;

  /** More than any answer but one that has the certificate in it. */
  private static final int LEAST_ANSWER = 512;

  private final Target target;
  private final Arguments arguments;
  private final byte[] hello;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final AtomicInteger stalled = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean over;

  private Flood(Target target, Arguments arguments) {
    this.target = target;
    this.arguments = arguments;
    this.hello = new TlsClient(TlsSettings.TRUSTING_ANYONE).hello(target);
  }

  static Flood parse(List<String> line) {
    var arguments = Arguments.parse(line, "--at-a-time", "--stalled", "--seconds");
    return new Flood(
        Target.of(arguments.onlyPositional("flood: exactly one URL is needed")), arguments);
  }

  @Override
  public void run() throws InterruptedException {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = arguments.number("--at-a-time", 32); i > 0; i--) {
        clients.execute(() -> repeat(this::oneHandshake));
      }
      for (int i = arguments.number("--stalled", 0); i > 0; i--) {
        clients.execute(() -> repeat(this::stall));
      }
      var _ = ended.await(arguments.number("--seconds", 60), TimeUnit.SECONDS);
      over = true;
      clients.shutdownNow();
    }
  }

  @Override
  public void goOn() {
    ended.countDown();
  }

  private interface Attempt {
    void run(Socket socket) throws IOException;
  }

  private void repeat(Attempt attempt) {
    while (!over) {
      try (var socket = new Socket()) {
        socket.setSoLinger(true, 0);
        socket.connect(target.address());
        attempt.run(socket);
      } catch (IOException _) {
        unanswered.incrementAndGet();
      }
    }
  }

  private void oneHandshake(Socket socket) throws IOException {
    socket.getOutputStream().write(hello);
    boolean whole = socket.getInputStream().readNBytes(LEAST_ANSWER).length == LEAST_ANSWER;
    (whole ? answered : unanswered).incrementAndGet();
  }

  private void stall(Socket socket) throws IOException {
    socket.getOutputStream().write(hello, 0, hello.length / 2);
    stalled.incrementAndGet();
    try {
      socket.getInputStream().readAllBytes();
    } finally {
      stalled.decrementAndGet();
    }
  }

  @Override
  public Map<String, Object> report() {
    return Map.of(
        "answered", answered.get(), "unanswered", unanswered.get(), "stalled", stalled.get());
  }
}
