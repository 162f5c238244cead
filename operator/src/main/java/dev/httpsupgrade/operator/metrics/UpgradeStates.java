package dev.httpsupgrade.operator.metrics;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the upgrades are whenever the numbers are read. */
public final class UpgradeStates {

  private final MultiGauge conditions;
  private final MultiGauge notAfter;
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
    notAfter.register(present.stream().flatMap(UpgradeStates::notAfter).toList(), true);
  }

  private static Stream<MultiGauge.Row<?>> notAfter(HttpsUpgrade upgrade) {
    HttpsUpgradeStatus.CertificateStatus certificate = upgrade.getStatus().certificate();
    if (certificate == null) {
      return Stream.empty();
    }
    var metadata = upgrade.getMetadata();
    return Stream.of(
        MultiGauge.Row.of(
            Tags.of("namespace", metadata.getNamespace(), "name", metadata.getName()),
            Instant.parse(certificate.notAfter()).getEpochSecond()));
  }
}
