package dev.httpsupgrade.proxy.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.proxy.config.ReloadEvents;
import dev.httpsupgrade.proxy.connection.TrafficEvents;
import dev.httpsupgrade.proxy.upstream.UpstreamEvents;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** The numbers at {@code /metrics}: few, with labels that can't grow beyond what is configured. */
public final class Metrics implements ReloadEvents {

  private final Families families = new Families(new PrometheusRegistry());
  private final Clock clock;
  private final TrafficMetrics traffic = new TrafficMetrics(families);
  private final UpstreamMetrics upstream = new UpstreamMetrics(families);
  private final TlsMetrics tls;
  private final Counter configReloads = families.results("config_reloads", "Configurations read");
  private final Gauge configReloaded =
      families.gauge(
          "config_last_reload_success_timestamp_seconds",
          "When a configuration was last taken into use, in seconds since 1970");
  private final Info config =
      families.info("config", "SHA-256 of the configuration in use", "sha256");

  /**
   * Numbers of a program that begins.
   *
   * @param version of the program
   * @param root of the file system, for what the kernel tells of the process
   */
  public Metrics(String version, Clock clock, Path root) {
    this.clock = clock;
    tls = new TlsMetrics(families, clock);
    families.info("build", "The program's version", "version").setLabelValues(version);
    new ProcessMetrics(root).register(families);
  }

  /** Where to count what happens on this port. */
  public TrafficEvents traffic(TrafficPort port) {
    return traffic.of(port);
  }

  /** Where to count what happens to connections to this port of the app. */
  public UpstreamEvents upstream(int appPort) {
    return upstream.of(appPort);
  }

  public TlsMetrics tls() {
    return tls;
  }

  /**
   * Has a gauge ask for its value whenever it is read.
   *
   * @param name without our prefix
   */
  public void gauge(String name, String help, DoubleSupplier value) {
    families.gauge(name, help, value);
  }

  /** The same for a counter. */
  public void counter(String name, String help, LongSupplier value) {
    families.counter(name, help, value);
  }

  @Override
  public void configUsed(String sha256) {
    config.setLabelValues(sha256);
    configReloaded.set(clock.millis() / 1000.0);
  }

  @Override
  public void configApplied() {
    configReloads.labelValues(Families.SUCCESS).inc();
  }

  @Override
  public void configRefused() {
    configReloads.labelValues(Families.FAILURE).inc();
  }

  /** All of them in Prometheus' text format 0.0.4. */
  public String scrape() {
    var out = new ByteArrayOutputStream(1 << 13);
    try {
      PrometheusTextFormatWriter.create().write(out, families.registry().scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toString(UTF_8);
  }
}
