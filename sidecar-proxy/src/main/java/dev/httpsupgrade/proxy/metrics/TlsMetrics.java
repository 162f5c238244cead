package dev.httpsupgrade.proxy.metrics;

import dev.httpsupgrade.proxy.tls.CertificateEvents;
import dev.httpsupgrade.proxy.tls.HandshakeEvents;
import dev.httpsupgrade.proxy.tls.HandshakeFailure;
import dev.httpsupgrade.sidecar.config.NamedGroup;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Clock;
import java.time.Instant;

/** What is counted of handshakes and of the files that TLS is spoken with. */
public final class TlsMetrics implements CertificateEvents, HandshakeEvents {

  private static final String RESUMED = "resumed";

  private final Clock clock;
  private final Counter handshakes;
  private final DurationHistogram.Series fullDurations;
  private final DurationHistogram.Series resumedDurations;
  private final Counter handshakeFailures;
  private final Gauge notAfter;
  private final Counter certificateReloads;
  private final Gauge certificateReloaded;
  private final Counter clientTrustReloads;

  TlsMetrics(Families families, Clock clock) {
    this.clock = clock;
    handshakes =
        families.counter(
            "handshakes", "TLS handshakes completed", "version", "cipher", "group", RESUMED);
    var durations =
        families.durations(
            "handshake_duration_seconds",
            "From a client's first byte until its handshake was complete");
    fullDurations = durations.series(Labels.of(RESUMED, "false"));
    resumedDurations = durations.series(Labels.of(RESUMED, "true"));
    handshakeFailures = families.counter("handshake_failures", "TLS handshakes failed", "reason");
    for (HandshakeFailure reason : HandshakeFailure.values()) {
      handshakeFailures.initLabelValues(reason.label());
    }
    notAfter =
        families.gauge(
            "certificate_not_after_seconds",
            "When the first of the served leafs expires, in seconds since 1970");
    certificateReloads = families.results("certificate_reloads", "Certificates read");
    certificateReloaded =
        families.gauge(
            "certificate_last_reload_success_timestamp_seconds",
            "When a certificate was last taken into use, in seconds since 1970");
    clientTrustReloads = families.results("client_trust_reloads", "CAs of clients read");
  }

  @Override
  public void certificateLoaded(Instant expiry) {
    certificateReloads.labelValues(Families.SUCCESS).inc();
    certificateReloaded.set(clock.millis() / 1000.0);
    notAfter.set((double) expiry.getEpochSecond());
  }

  @Override
  public void certificateRefused() {
    certificateReloads.labelValues(Families.FAILURE).inc();
  }

  @Override
  public void clientTrustLoaded() {
    clientTrustReloads.labelValues(Families.SUCCESS).inc();
  }

  @Override
  public void clientTrustRefused() {
    clientTrustReloads.labelValues(Families.FAILURE).inc();
  }

  @Override
  public void handshakeCompleted(Completed handshake, long nanos) {
    NamedGroup group = handshake.group();
    handshakes
        .labelValues(
            label(handshake.version()),
            handshake.cipher().name(),
            group == null ? "none" : group.toString(),
            Boolean.toString(handshake.resumed()))
        .inc();
    (handshake.resumed() ? resumedDurations : fullDurations).observe(nanos);
  }

  @Override
  public void handshakeFailed(HandshakeFailure reason) {
    handshakeFailures.labelValues(reason.label()).inc();
  }

  private static String label(TlsVersion version) {
    return switch (version) {
      case TLS_1_2 -> "1.2";
      case TLS_1_3 -> "1.3";
    };
  }
}
