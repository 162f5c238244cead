package dev.httpsupgrade.proxy.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Makes metrics whose names begin with ours, without what none of them has. */
record Families(PrometheusRegistry registry) {

  static final String SUCCESS = "success";
  static final String FAILURE = "failure";

  private static final String PREFIX = "https_upgrade_";

  Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  /** A counter that asks for its value whenever it is read. */
  void counter(String name, String help, LongSupplier value) {
    CounterWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }

  /** A counter of things that succeed or fail, with both at 0. */
  Counter results(String name, String help) {
    Counter counter = counter(name, help, "result");
    counter.initLabelValues(SUCCESS);
    counter.initLabelValues(FAILURE);
    return counter;
  }

  Gauge gauge(String name, String help) {
    return Gauge.builder().name(PREFIX + name).help(help).withoutExemplars().register(registry);
  }

  /** A gauge that asks for its value whenever it is read. */
  void gauge(String name, String help, DoubleSupplier value) {
    gauges(name, help, callback -> callback.call(value.getAsDouble()));
  }

  /** The same with labels. */
  void gauges(
      String name, String help, Consumer<GaugeWithCallback.Callback> values, String... labels) {
    GaugeWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames(labels)
        .callback(values)
        .register(registry);
  }

  DurationHistogram durations(String name, String help) {
    var histogram = new DurationHistogram(PREFIX + name, help);
    registry.register(histogram);
    return histogram;
  }

  Info info(String name, String help, String label) {
    return Info.builder().name(PREFIX + name).help(help).labelNames(label).register(registry);
  }
}
