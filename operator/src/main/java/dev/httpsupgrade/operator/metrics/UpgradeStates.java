package dev.httpsupgrade.operator.metrics;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.CertificateStatus;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.PodsStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the upgrades are whenever the numbers are read. */
public final class UpgradeStates {

  private final MultiGauge conditions;
  private final MultiGauge notAfter;
  private final MultiGauge servedNotAfter;
  private final MultiGauge caNotAfter;
  private volatile Supplier<Stream<HttpsUpgrade>> upgrades = Stream::empty;

  UpgradeStates(MeterRegistry registry) {
    conditions =
        MultiGauge.builder(OperatorMetrics.PREFIX + "upgrades")
            .description("Upgrades, by what each of their conditions says")
            .register(registry);
    notAfter =
        MultiGauge.builder(OperatorMetrics.PREFIX + "certificate_not_after_seconds")
            .description("When the certificate of an upgrade expires, in seconds since 1970")
            .register(registry);
    servedNotAfter =
        MultiGauge.builder(OperatorMetrics.PREFIX + "served_not_after_seconds")
            .description("When the first certificate expires that a pod was seen serving")
            .register(registry);
    caNotAfter =
        MultiGauge.builder(OperatorMetrics.PREFIX + "ca_not_after_seconds")
            .description("When the operator's CA expires, in seconds since 1970")
            .register(registry);
  }

  /** From now on those are told. */
  public void of(Supplier<Stream<HttpsUpgrade>> source) {
    upgrades = source;
  }

  synchronized void refresh() {
    List<HttpsUpgrade> present =
        upgrades.get().filter(upgrade -> upgrade.getStatus() != null).toList();
    conditions.register(
        present.stream()
            .flatMap(upgrade -> upgrade.getStatus().conditions().stream())
            .map(condition ->
                Tags.of(
                    "condition", condition.getType(),
                    "status", condition.getStatus(),
                    "reason", condition.getReason()))
            .collect(Collectors.groupingBy(tags -> tags, Collectors.counting()))
            .entrySet()
            .stream()
            .<MultiGauge.Row<?>>map(row -> MultiGauge.Row.of(row.getKey(), row.getValue()))
            .toList(),
        true);
    register(
        notAfter,
        present,
        status -> Optional.ofNullable(status.certificate()).map(CertificateStatus::notAfter));
    register(
        servedNotAfter,
        present,
        status -> Optional.ofNullable(status.pods()).map(PodsStatus::notAfter));
    caNotAfter.register(
        present.stream()
            .flatMap(upgrade -> Optional.ofNullable(upgrade.getStatus().certificate()).stream())
            .flatMap(certificate -> Optional.ofNullable(certificate.ca()).stream())
            .collect(
                Collectors.toMap(
                    ca -> ca.phase() == null ? "None" : ca.phase().name(),
                    ca -> seconds(ca.notAfter()),
                    Math::min))
            .entrySet()
            .stream()
            .<MultiGauge.Row<?>>map(
                ca -> MultiGauge.Row.of(Tags.of("phase", ca.getKey()), ca.getValue()))
            .toList(),
        true);
  }

  private static long seconds(String time) {
    return Instant.parse(time).getEpochSecond();
  }

  private static void register(
      MultiGauge gauge,
      List<HttpsUpgrade> upgrades,
      Function<HttpsUpgradeStatus, Optional<String>> time) {
    gauge.register(
        upgrades.stream()
            .flatMap(upgrade ->
                time.apply(upgrade.getStatus()).stream()
                    .<MultiGauge.Row<?>>map(text ->
                        MultiGauge.Row.of(
                            Tags.of(
                                "namespace", upgrade.getMetadata().getNamespace(),
                                "name", upgrade.getMetadata().getName()),
                            seconds(text))))
            .toList(),
        true);
  }
}
