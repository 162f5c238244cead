package dev.httpsupgrade.proxy.metrics;

import dev.httpsupgrade.proxy.upstream.ConnectResult;
import dev.httpsupgrade.proxy.upstream.UpstreamEvents;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of connections to the app, per port of the app. */
final class UpstreamMetrics {

  private static final String PORT = "app_port";

  private final Counter connects;
  private final Counter reuses;
  private final Counter retries;
  private final Counter writeFailures;
  private final Map<Integer, Port> ports = new ConcurrentHashMap<>();

  UpstreamMetrics(Families families) {
    connects = families.counter("upstream_connects", "Tries to connect to the app", PORT, "result");
    reuses =
        families.counter(
            "upstream_reuses", "Requests sent on a connection to the app that was there", PORT);
    retries =
        families.counter(
            "upstream_retries",
            "Requests sent to the app again, as it closed an idle connection just then",
            PORT);
    writeFailures =
        families.counter(
            "upstream_write_failures", "Requests that the app took in part only", PORT);
    families.gauges(
        "upstream_idle_connections",
        "Connections to the app that wait for a request now",
        callback ->
            ports.forEach((port, numbers) ->
                callback.call((double) numbers.idle.sum(), String.valueOf(port))),
        PORT);
  }

  /** Where to count what happens to connections to this port of the app. */
  UpstreamEvents of(int appPort) {
    return ports.computeIfAbsent(appPort, Port::new);
  }

  /** The numbers of one port, with their labels looked up. */
  private final class Port implements UpstreamEvents {
    private final Map<ConnectResult, CounterDataPoint> ended = new EnumMap<>(ConnectResult.class);
    private final CounterDataPoint reused;
    private final CounterDataPoint retried;
    private final CounterDataPoint writeFailed;
    private final LongAdder idle = new LongAdder();

    Port(int appPort) {
      String port = String.valueOf(appPort);
      for (ConnectResult result : ConnectResult.values()) {
        ended.put(result, connects.labelValues(port, result.label()));
      }
      reused = reuses.labelValues(port);
      retried = retries.labelValues(port);
      writeFailed = writeFailures.labelValues(port);
    }

    @Override
    public void connectEnded(ConnectResult result) {
      TrafficMetrics.at(ended, result).inc();
    }

    @Override
    public void idle() {
      idle.increment();
    }

    @Override
    public void reused() {
      reused.inc();
      idle.decrement();
    }

    @Override
    public void idleClosed() {
      idle.decrement();
    }

    @Override
    public void writeFailed() {
      writeFailed.inc();
    }

    @Override
    public void retried() {
      retried.inc();
    }
  }
}
