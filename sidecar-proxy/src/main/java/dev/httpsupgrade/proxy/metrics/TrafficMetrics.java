package dev.httpsupgrade.proxy.metrics;

import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.HttpVersion;
import dev.httpsupgrade.proxy.connection.RequestEvents;
import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.connection.TrafficEvents;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** What is counted of clients' connections and requests, per port and scheme. */
final class TrafficMetrics {

  private static final int CLASSES = 5;

  private final Families families;
  private final Counter requests;
  private final Counter received;
  private final Counter sent;
  private final DurationHistogram durations;
  private final Map<CloseReason, CounterDataPoint> closedByReason =
      new EnumMap<>(CloseReason.class);
  private final Map<String, Port> ports = new ConcurrentHashMap<>();

  TrafficMetrics(Families families) {
    this.families = families;
    requests =
        families.counter("requests", "Requests answered", "port", "scheme", "protocol", "code");
    durations =
        families.durations(
            "request_duration_seconds", "From a request's first byte until its answer was written");
    gauge("requests_in_flight", "Requests in flight now", s -> s.inFlight);
    received =
        families.counter(
            "received_bytes", "Bytes from clients, without TLS's own", "port", "scheme");
    sent = families.counter("sent_bytes", "Bytes to clients, without TLS's own", "port", "scheme");
    gauge("open_connections", "Clients' connections open now", s -> s.connections);
    gauge("open_tunnels", "Of them, those upgraded by a 101", s -> s.tunnels);
    Counter closed = families.counter("connections_closed", "Clients' connections ended", "reason");
    for (CloseReason reason : CloseReason.values()) {
      closedByReason.put(reason, closed.labelValues(reason.label()));
    }
  }

  /** Where to count what happens on this port. */
  TrafficEvents of(TrafficPort port) {
    return ports.computeIfAbsent(port.name(), Port::new);
  }

  private final class Port implements TrafficEvents {
    private final Map<Scheme, Requests> byScheme = new EnumMap<>(Scheme.class);

    Port(String name) {
      for (Scheme scheme : Scheme.values()) {
        byScheme.put(scheme, new Requests(name, scheme.label()));
      }
    }

    @Override
    public void opened(Scheme scheme) {
      at(byScheme, scheme).connections.increment();
    }

    @Override
    public void ended(Scheme scheme) {
      at(byScheme, scheme).connections.decrement();
    }

    @Override
    public void closed(CloseReason reason) {
      at(closedByReason, reason).inc();
    }

    @Override
    public RequestEvents requests(Scheme scheme) {
      return at(byScheme, scheme);
    }
  }

  /** The numbers of one port and scheme, with their labels looked up. */
  private final class Requests implements RequestEvents {
    private final String port;
    private final String scheme;
    private final Map<HttpVersion, CounterDataPoint[]> answered = new EnumMap<>(HttpVersion.class);
    private final CounterDataPoint receivedBytes;
    private final CounterDataPoint sentBytes;
    private final DurationHistogram.Series duration;
    private final LongAdder inFlight = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final LongAdder tunnels = new LongAdder();

    Requests(String port, String scheme) {
      this.port = port;
      this.scheme = scheme;
      for (HttpVersion version : HttpVersion.values()) {
        var byClass = new CounterDataPoint[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
          byClass[i] = requests.labelValues(port, scheme, version.label(), (i + 1) + "xx");
        }
        answered.put(version, byClass);
      }
      receivedBytes = received.labelValues(port, scheme);
      sentBytes = sent.labelValues(port, scheme);
      duration = durations.series(Labels.of("port", port, "scheme", scheme));
    }

    void tell(GaugeWithCallback.Callback callback, Function<Requests, LongAdder> value) {
      callback.call((double) value.apply(this).sum(), port, scheme);
    }

    @Override
    public void begun() {
      inFlight.increment();
    }

    @Override
    public void answered(HttpVersion version, int status) {
      // Codes beyond 599 mean no more than 5xx to a client (RFC 9110 §15).
      at(answered, version)[Math.min(status / 100, CLASSES) - 1].inc();
    }

    @Override
    public void ended(long nanos) {
      inFlight.decrement();
      duration.observe(nanos);
    }

    @Override
    public void tunnelBegun() {
      tunnels.increment();
    }

    @Override
    public void tunnelEnded() {
      tunnels.decrement();
    }

    @Override
    public void received(long bytes) {
      receivedBytes.inc(bytes);
    }

    @Override
    public void sent(long bytes) {
      sentBytes.inc(bytes);
    }
  }

  private void gauge(String name, String help, Function<Requests, LongAdder> value) {
    families.gauges(
        name,
        help,
        callback ->
            ports
                .values()
                .forEach(port -> port.byScheme.values().forEach(s -> s.tell(callback, value))),
        "port",
        "scheme");
  }

  static <K, V> V at(Map<K, V> all, K key) {
    V value = all.get(key);
    if (value == null) {
      throw new IllegalStateException("every value has its entry");
    }
    return value;
  }
}
