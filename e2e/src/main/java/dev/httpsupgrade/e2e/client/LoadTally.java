package dev.httpsupgrade.e2e.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Counts what became of the requests. */
final class LoadTally {

  private static final int MAX_LISTED_FAILURES = 1000;

  /** Number of successes by latency in milliseconds; the last one holds all that took longer. */
  private final long[] latencies = new long[5001];

  private final Map<String, Long> succeeded = new TreeMap<>();
  private final List<Map<String, Object>> failures = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private long ok;
  private long failed;
  private long lastSuccessNanos = startNanos;
  private long maxGapNanos;
  private long maxLateNanos;

  /** A client that itself was held up by a busy machine shows it here. */
  synchronized void sent(long lateNanos) {
    maxLateNanos = Math.max(maxLateNanos, lateNanos);
  }

  synchronized void succeeded(String kind, long latencyNanos) {
    long now = System.nanoTime();
    ok++;
    succeeded.merge(kind, 1L, Long::sum);
    long millis = TimeUnit.NANOSECONDS.toMillis(latencyNanos);
    latencies[(int) Math.min(millis, latencies.length - 1)]++;
    maxGapNanos = Math.max(maxGapNanos, now - lastSuccessNanos);
    lastSuccessNanos = now;
  }

  synchronized void failed(String kind, String problem) {
    failed++;
    if (failures.size() < MAX_LISTED_FAILURES) {
      failures.add(Map.of("at", Instant.now().toString(), "kind", kind, "problem", problem));
    }
  }

  /** Failures are listed with time and cause, the first thousand of them. */
  synchronized Map<String, Object> report() {
    var report = new LinkedHashMap<String, Object>();
    report.put("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
    report.put("sent", ok + failed);
    report.put("ok", ok);
    report.put("failed", failed);
    report.put("okByKind", new TreeMap<>(succeeded));
    report.put("p50Millis", percentile(50));
    report.put("p99Millis", percentile(99));
    report.put("maxMillis", percentile(100));
    report.put("maxGapMillis", TimeUnit.NANOSECONDS.toMillis(maxGapNanos));
    report.put("maxLateMillis", TimeUnit.NANOSECONDS.toMillis(maxLateNanos));
    report.put("failures", List.copyOf(failures));
    return report;
  }

  private int percentile(int percent) {
    long rank = Math.ceilDiv(ok * percent, 100);
    int millis = 0;
    for (long seen = latencies[0]; seen < rank; seen += latencies[millis]) {
      millis++;
    }
    return millis;
  }
}
