package dev.httpsupgrade.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {

  @Test
  void anObservationCountsInTheBucketWhoseBoundItDoesNotExceed() {
    var histogram = new DurationHistogram("x_seconds", "x");
    DurationHistogram.Series series = histogram.series(Labels.of("port", "https"));
    series.observe(Duration.ofMillis(1).toNanos());
    series.observe(Duration.ofMillis(1).toNanos() + 1);
    series.observe(Duration.ofHours(1).toNanos());
    var point = ((HistogramSnapshot) histogram.collect()).getDataPoints().getFirst();
    var buckets = point.getClassicBuckets();
    assertThat(buckets.getUpperBound(1)).isEqualTo(0.001);
    assertThat(buckets.getCount(1)).isEqualTo(1);
    assertThat(buckets.getCount(2)).isEqualTo(1);
    assertThat(buckets.getUpperBound(buckets.size() - 1)).isInfinite();
    assertThat(buckets.getCount(buckets.size() - 1)).isEqualTo(1);
    assertThat(point.getSum()).isEqualTo(3600.002000001);
    assertThat(point.getCount()).isEqualTo(3);
  }
}
