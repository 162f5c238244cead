package dev.httpsupgrade.e2e.client;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many connections at once: each makes a request when it is opened; when told to go on, each reads
 * the answer that it has waited for and makes another request.
 */
final class Hold implements Job {

  static final String HELP =
      """
        --connections N   how many to try to open
        --refusals N      stop opening at so many refusals (default: never)
        --wait PATH       what the first request asks for; its answer is read when told to go on
      """;

  private static final int AT_A_TIME = 16;
  private static final int LISTED = 20;

  /** For everything that is awaited on one connection. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Target target;
  private final Arguments arguments;
  private final TlsClient tls = new TlsClient(TlsSettings.TRUSTING_ANYONE);
  private final Queue<HttpConnection> open = new ConcurrentLinkedQueue<>();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private volatile boolean opened;

  private Hold(Target target, Arguments arguments) {
    this.target = target;
    this.arguments = arguments;
  }

  static Hold parse(List<String> line) {
    var arguments = Arguments.parse(line, "--connections", "--refusals", "--wait");
    return new Hold(
        Target.of(arguments.onlyPositional("hold: exactly one URL is needed")), arguments);
  }

  @Override
  public void run() throws InterruptedException {
    int connections = arguments.number("--connections", 1);
    int refusals = arguments.number("--refusals", Integer.MAX_VALUE);
    everyOf(
        connections,
        () -> {
          if (refused.get() < refusals) {
            openOne();
          }
        });
    opened = true;
    goOn.await();
    everyOf(open.size(), this::useOne);
  }

  private static void everyOf(int number, Runnable task) throws InterruptedException {
    var workers = Executors.newFixedThreadPool(AT_A_TIME);
    for (int i = 0; i < number; i++) {
      workers.execute(task);
    }
    workers.shutdown();
    workers.awaitTermination(1, TimeUnit.HOURS);
  }

  private void openOne() {
    String waiting = arguments.last("--wait");
    try {
      HttpConnection connection = HttpConnection.open(target, target.address(), tls, LIMIT);
      try {
        if (waiting == null) {
          connection.send(get(target));
        } else {
          connection.write(get(target.withPath(waiting)).encoded());
        }
        open.add(connection);
      } catch (IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (IOException e) {
      refused.incrementAndGet();
      tell("refused", e);
    }
  }

  private void useOne() {
    var connection = open.remove();
    try (connection) {
      if (arguments.last("--wait") != null) {
        connection.reader().readResponse();
      }
      connection.send(get(target));
      answered.incrementAndGet();
    } catch (IOException e) {
      lost.incrementAndGet();
      tell("lost", e);
    }
  }

  private void tell(String what, IOException e) {
    if (problems.size() < LISTED) {
      problems.add("%s: %s: %s".formatted(what, e.getClass().getSimpleName(), e.getMessage()));
    }
  }

  private static HttpRequest get(Target target) {
    return new HttpRequest("GET", target, List.of(), true);
  }

  @Override
  public void goOn() {
    goOn.countDown();
  }

  @Override
  public Map<String, Object> report() {
    var report = new LinkedHashMap<String, Object>();
    report.put("opened", opened);
    report.put("open", open.size());
    report.put("refused", refused.get());
    report.put("answered", answered.get());
    report.put("lost", lost.get());
    report.put("problems", List.copyOf(problems));
    return report;
  }
}
