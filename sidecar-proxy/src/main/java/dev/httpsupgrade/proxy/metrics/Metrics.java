package dev.httpsupgrade.proxy.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.proxy.config.ReloadEvents;
import dev.httpsupgrade.proxy.connection.TrafficEvents;
import dev.httpsupgrade.proxy.tls.CertificateEvents;
import dev.httpsupgrade.proxy.tls.HandshakeCipher;
import dev.httpsupgrade.proxy.tls.HandshakeEvents;
import dev.httpsupgrade.proxy.tls.HandshakeFailure;
import dev.httpsupgrade.sidecar.config.NamedGroup;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The numbers at {@code /metrics}: few, with labels that can't grow beyond what is configured. */
public final class Metrics implements CertificateEvents, HandshakeEvents, ReloadEvents {

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Clock clock;
  private final TrafficMetrics traffic = new TrafficMetrics(registry);
  private final Counter handshakes =
      counter(
          "https_upgrade_handshakes", "TLS handshakes completed", "version", "cipher", "resumed");
  private final Counter handshakeFailures =
      counter("https_upgrade_handshake_failures", "TLS handshakes that failed", "reason");
  private final Gauge notAfter =
      gauge(
          "https_upgrade_certificate_not_after_seconds",
          "When the first of the served leafs expires, in seconds since 1970");
  private final Counter certificateReloads =
      counter("https_upgrade_certificate_reloads", "Certificates read", "result");
  private final Gauge certificateReloaded =
      gauge(
          "https_upgrade_certificate_last_reload_success_timestamp_seconds",
          "When a certificate was last taken into use");
  private final Counter clientTrustReloads =
      counter("https_upgrade_client_trust_reloads", "CAs of clients read", "result");
  private final Counter configReloads =
      counter("https_upgrade_config_reloads", "Configurations read", "result");
  private final Gauge configReloaded =
      gauge(
          "https_upgrade_config_last_reload_success_timestamp_seconds",
          "When a configuration was last taken into use");
  private final Info config =
      info("https_upgrade_config", "SHA-256 of the configuration in use", "sha256");

  /**
   * Numbers of a program that begins.
   *
   * @param version of the program
   * @param root of the file system, for what the kernel tells of the process
   */
  public Metrics(String version, Clock clock, Path root) {
    this.clock = clock;
    for (String result : new String[] {"success", "failure"}) {
      certificateReloads.initLabelValues(result);
      configReloads.initLabelValues(result);
    }
    for (HandshakeFailure reason : HandshakeFailure.values()) {
      handshakeFailures.initLabelValues(reason.label());
    }
    info("https_upgrade_build", "The program's version", "version").setLabelValues(version);
    new ProcessMetrics(root).register(registry);
  }

  /** Where to count what happens on this port. */
  public TrafficEvents traffic(TrafficPort port) {
    return traffic.of(port);
  }

  /** Has a gauge ask for its value whenever it is read. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  @Override
  public void certificateLoaded(Instant expiry) {
    certificateReloads.labelValues("success").inc();
    certificateReloaded.set(now());
    notAfter.set((double) expiry.getEpochSecond());
  }

  @Override
  public void certificateRefused() {
    certificateReloads.labelValues("failure").inc();
  }

  @Override
  public void clientTrustLoaded() {
    clientTrustReloads.labelValues("success").inc();
  }

  @Override
  public void clientTrustRefused() {
    clientTrustReloads.labelValues("failure").inc();
  }

  @Override
  public void handshakeCompleted(
      TlsVersion version, HandshakeCipher cipher, @Nullable NamedGroup group, boolean resumed) {
    handshakes
        .labelValues(
            version == TlsVersion.TLS_1_3 ? "1.3" : "1.2", cipher.name(), Boolean.toString(resumed))
        .inc();
  }

  @Override
  public void handshakeFailed(HandshakeFailure reason) {
    handshakeFailures.labelValues(reason.label()).inc();
  }

  @Override
  public void configUsed(String sha256) {
    config.setLabelValues(sha256);
    configReloaded.set(now());
  }

  @Override
  public void configApplied() {
    configReloads.labelValues("success").inc();
  }

  @Override
  public void configRefused() {
    configReloads.labelValues("failure").inc();
  }

  /** All of them in Prometheus' text format 0.0.4. */
  public String scrape() {
    var out = new ByteArrayOutputStream(1 << 13);
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toString(UTF_8);
  }

  private double now() {
    return clock.millis() / 1000.0;
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private Gauge gauge(String name, String help) {
    return Gauge.builder().name(name).help(help).withoutExemplars().register(registry);
  }

  private Info info(String name, String help, String label) {
    return Info.builder().name(name).help(help).labelNames(label).register(registry);
  }
}
