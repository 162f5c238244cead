package dev.httpsupgrade.proxy.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A histogram of durations with classic buckets.
 *
 * <p>In place of the client library's own, which costs several times as much per observation: here
 * it is two additions, and the sums are made when somebody asks.
 */
final class DurationHistogram implements Collector {

  /** Upper bounds in seconds; what lies beyond the last one has a bucket, too. */
  private static final double[] BOUNDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60
  };

  private static final long[] BOUNDS_NANOS = new long[BOUNDS.length];

  static {
    for (int i = 0; i < BOUNDS.length; i++) {
      BOUNDS_NANOS[i] = Math.round(BOUNDS[i] * 1e9);
    }
  }

  private final String name;
  private final String help;
  private final List<Series> all = new CopyOnWriteArrayList<>();

  /**
   * An empty histogram.
   *
   * @param name ends with {@code _seconds}
   */
  DurationHistogram(String name, String help) {
    this.name = name;
    this.help = help;
  }

  /** What is observed under one set of labels. */
  static final class Series {
    private final Labels labels;
    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder sumNanos = new LongAdder();

    private Series(Labels labels) {
      this.labels = labels;
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    void observe(long nanos) {
      int i = 0;
      while (i < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[i]) {
        i++;
      }
      buckets[i].increment();
      sumNanos.add(nanos);
    }

    private HistogramDataPointSnapshot snapshot() {
      var histogram = ClassicHistogramBuckets.builder();
      for (int i = 0; i < buckets.length; i++) {
        double bound = i < BOUNDS.length ? BOUNDS[i] : Double.POSITIVE_INFINITY;
        histogram.bucket(bound, buckets[i].sum());
      }
      return HistogramDataPointSnapshot.builder()
          .labels(labels)
          .classicHistogramBuckets(histogram.build())
          .sum((double) sumNanos.sum() / TimeUnit.SECONDS.toNanos(1))
          .build();
    }
  }

  /** A new series; a caller keeps it, as it is not looked up again. */
  Series series(Labels labels) {
    var series = new Series(labels);
    all.add(series);
    return series;
  }

  @Override
  public String getPrometheusName() {
    return name;
  }

  @Override
  public MetricSnapshot collect() {
    var snapshot = HistogramSnapshot.builder().name(name).help(help);
    all.forEach(series -> snapshot.dataPoint(series.snapshot()));
    return snapshot.build();
  }
}
