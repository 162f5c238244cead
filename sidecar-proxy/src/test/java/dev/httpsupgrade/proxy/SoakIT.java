package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Mixed traffic, with a certificate reload every second, for as long as SOAK_SECONDS says. */
@EnabledIfEnvironmentVariable(named = "SOAK_SECONDS", matches = "\\d+")
class SoakIT {

  private static final int CLIENTS = 12;
  private static final int SECONDS =
      Integer.parseInt(System.getenv().getOrDefault("SOAK_SECONDS", "0"));

  private final ConcurrentMap<SoakClient.Kind, Integer> done = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  @Test
  void noByteIsWrongAndMemoryStaysFlat(TestReporter reporter) throws Exception {
    try (var app = new SoakApp();
        var sidecar = new SidecarProcess(app.port())) {
      soak(sidecar, Duration.ofSeconds(SECONDS).dividedBy(3));
      long heap = sidecar.heap();
      long rss = sidecar.rss();
      soak(sidecar, Duration.ofSeconds(SECONDS).multipliedBy(2).dividedBy(3));
      assertThat(failures).isEmpty();
      assertThat(app.wrong).hasValue(0);
      assertThat(done).containsOnlyKeys(SoakClient.Kind.values());
      assertThat(sidecar.heap()).as("heap, %d KiB before", heap).isLessThan(heap + 2_000);
      assertThat(sidecar.rss()).as("RSS, %d KiB before", rss).isLessThan(rss + rss / 4);
      reporter.publishEntry("soak", "%s; RSS %d KiB, then %d".formatted(done, rss, sidecar.rss()));
      assertThat(sidecar.log().lines().filter(line -> line.contains("ERROR"))).isEmpty();
    }
  }

  @Test
  void noBufferIsLeaked() throws Exception {
    try (var app = new SoakApp();
        var sidecar =
            new SidecarProcess(app.port(), "-Xmx256m", "-Dio.netty.leakDetection.level=paranoid")) {
      soak(sidecar, Duration.ofSeconds(SECONDS).dividedBy(2));
      // What was leaked is found when it has been collected and somebody allocates again.
      sidecar.heap();
      soak(sidecar, Duration.ofSeconds(1));
      assertThat(failures).isEmpty();
      assertThat(sidecar.log()).doesNotContain("LEAK").doesNotContain("ERROR");
    }
  }

  private void soak(SidecarProcess sidecar, Duration duration) throws Exception {
    Instant end = Instant.now().plus(duration);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor();
        var reloads = Executors.newSingleThreadScheduledExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        var client = new SoakClient(sidecar, i, done);
        clients.execute(() -> connectUntil(end, client));
      }
      var turn = new AtomicInteger();
      var _ =
          reloads.scheduleAtFixedRate(
              () -> reload(sidecar, turn.incrementAndGet()), 0, 1, TimeUnit.SECONDS);
      clients.shutdown();
      clients.awaitTermination(1, TimeUnit.DAYS);
    }
    await().until(() -> openConnections(sidecar) == 0);
  }

  private void connectUntil(Instant end, SoakClient client) {
    while (Instant.now().isBefore(end) && failures.isEmpty()) {
      try {
        client.connect();
      } catch (Exception | AssertionError e) {
        failures.add(e + ": " + e.getCause());
      }
    }
  }

  private void reload(SidecarProcess sidecar, int turn) {
    try {
      sidecar.files.write(CertificateDirectory.leaf("turn " + turn));
      if (turn % 3 == 0) {
        sidecar.configure(List.of("warn", "error").get(turn % 2));
      }
    } catch (Exception e) {
      failures.add("reload: " + e);
    }
  }

  private static double openConnections(SidecarProcess sidecar) throws IOException {
    return sidecar.metric("https_upgrade_open_connections{port=\"https\",scheme=\"https\"}")
        + sidecar.metric("https_upgrade_open_connections{port=\"https\",scheme=\"http\"}");
  }
}
