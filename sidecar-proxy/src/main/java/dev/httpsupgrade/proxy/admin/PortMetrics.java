package dev.httpsupgrade.proxy.admin;

import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.connection.TrafficEvents;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import java.util.EnumMap;
import java.util.Map;

/** One port's numbers, with their labels looked up once and not per request. */
final class PortMetrics implements TrafficEvents {

  private static final int CLASSES = 5;

  private final Map<Scheme, CounterDataPoint[]> requests = new EnumMap<>(Scheme.class);
  private final Map<Scheme, GaugeDataPoint> open = new EnumMap<>(Scheme.class);
  private final Map<CloseReason, CounterDataPoint> closed;

  PortMetrics(
      String port, Counter requests, Gauge open, Map<CloseReason, CounterDataPoint> closed) {
    this.closed = closed;
    for (Scheme scheme : Scheme.values()) {
      var byClass = new CounterDataPoint[CLASSES];
      for (int i = 0; i < CLASSES; i++) {
        byClass[i] = requests.labelValues(port, scheme.label(), (i + 1) + "xx");
      }
      this.requests.put(scheme, byClass);
      this.open.put(scheme, open.labelValues(port, scheme.label()));
    }
  }

  @Override
  public void opened(Scheme scheme) {
    of(open, scheme).inc();
  }

  @Override
  public void ended(Scheme scheme) {
    of(open, scheme).dec();
  }

  @Override
  public void closed(CloseReason reason) {
    of(closed, reason).inc();
  }

  @Override
  public void answered(Scheme scheme, int status) {
    // Codes beyond 599 mean no more than 5xx to a client (RFC 9110 §15).
    of(requests, scheme)[Math.min(status / 100, CLASSES) - 1].inc();
  }

  private static <K, V> V of(Map<K, V> all, K key) {
    V value = all.get(key);
    if (value == null) {
      throw new IllegalStateException("every value has its entry");
    }
    return value;
  }
}
