package dev.httpsupgrade.proxy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.proxy.config.ReloadEvents;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.TrafficEvents;
import dev.httpsupgrade.proxy.tls.CertificateEvents;
import dev.httpsupgrade.proxy.tls.HandshakeCipher;
import dev.httpsupgrade.proxy.tls.HandshakeEvents;
import dev.httpsupgrade.proxy.tls.HandshakeFailure;
import dev.httpsupgrade.sidecar.config.NamedGroup;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The numbers at {@code /metrics}: few, with labels that can't grow beyond what is configured. */
public final class Metrics implements CertificateEvents, HandshakeEvents, ReloadEvents {

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      counter("https_upgrade_requests", "Requests answered", "port", "scheme", "code");
  private final Gauge open =
      Gauge.builder()
          .name("https_upgrade_open_connections")
          .help("Connections open now")
          .labelNames("port", "scheme")
          .register(registry);
  private final Counter closed =
      counter("https_upgrade_connections_closed", "Connections ended", "reason");
  private final Gauge notAfter =
      Gauge.builder()
          .name("https_upgrade_certificate_not_after_seconds")
          .help("When the first of the served leafs expires, in seconds since 1970")
          .register(registry);
  private final Counter certificateReloads =
      counter("https_upgrade_certificate_reloads", "Certificates read", "result");
  private final Counter configReloads =
      counter("https_upgrade_config_reloads", "Configurations read", "result");
  private final Counter clientTrustReloads =
      counter("https_upgrade_client_trust_reloads", "CAs of clients read", "result");
  private final Counter handshakes =
      counter(
          "https_upgrade_handshakes", "TLS handshakes completed", "version", "cipher", "resumed");
  private final Counter handshakeFailures =
      counter("https_upgrade_handshake_failures", "TLS handshakes that failed", "reason");
  private final Map<CloseReason, CounterDataPoint> closedByReason =
      new EnumMap<>(CloseReason.class);
  private final Map<String, TrafficEvents> traffic = new ConcurrentHashMap<>();

  public Metrics() {
    for (CloseReason reason : CloseReason.values()) {
      closedByReason.put(reason, closed.labelValues(reason.label()));
    }
    for (String result : new String[] {"success", "failure"}) {
      certificateReloads.initLabelValues(result);
      configReloads.initLabelValues(result);
    }
    for (HandshakeFailure reason : HandshakeFailure.values()) {
      handshakeFailures.initLabelValues(reason.label());
    }
  }

  /** Where to count what happens on this port. */
  public TrafficEvents traffic(TrafficPort port) {
    return traffic.computeIfAbsent(
        port.name(), name -> new PortMetrics(name, requests, open, closedByReason));
  }

  @Override
  public void certificateLoaded(Instant expiry) {
    certificateReloads.labelValues("success").inc();
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
  public void configApplied() {
    configReloads.labelValues("success").inc();
  }

  @Override
  public void configRefused() {
    configReloads.labelValues("failure").inc();
  }

  /** All of them in Prometheus' text format 0.0.4. */
  String scrape() {
    var out = new ByteArrayOutputStream(1 << 13);
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toString(UTF_8);
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }
}
