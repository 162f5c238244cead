package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.CertificateSpec;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.certificate.ClientTrustReader;
import dev.httpsupgrade.operator.certificate.SecretReader;
import dev.httpsupgrade.operator.certificate.SourceSecret;
import dev.httpsupgrade.operator.workload.Workload;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Supplier;

/** Turns API objects into {@link Inputs}; pure but for what is injected. */
public final class Gatherer {

  /** The operator's CA, as far as plans depend on it. */
  public record Authority(String fingerprint, String trust) {}

  private final Supplier<Authority> authority;
  private final Supplier<String> newDrainToken;
  private final Clock clock;

  public Gatherer(Supplier<Authority> authority, Supplier<String> newDrainToken, Clock clock) {
    this.authority = authority;
    this.newDrainToken = newDrainToken;
    this.clock = clock;
  }

  public Inputs gather(HttpsUpgrade upgrade, Snapshot snapshot) {
    Instant now = clock.instant();
    Authority ca = authority.get();
    var metadata = upgrade.getMetadata();
    return new Inputs(
        new Inputs.Subject(
            metadata.getNamespace(), metadata.getName(), metadata.getUid(), upgrade.getSpec()),
        target(snapshot),
        snapshot.services().stream()
            .map(ServiceReader::read)
            .sorted(Comparator.comparing(ServiceFacts::name))
            .toList(),
        new CertificateFacts(
            SecretReader.own(metadata.getName(), snapshot.credentials().own()),
            source(upgrade.getSpec().certificate(), snapshot, now),
            ca.fingerprint(),
            ca.trust(),
            ClientTrustReader.read(
                upgrade.getSpec().tls().clientAuth(), snapshot.credentials().clientTrust())),
        now);
  }

  private TargetLookup target(Snapshot snapshot) {
    if (snapshot.workload().isEmpty()) {
      return new TargetLookup.Missing();
    }
    Workload workload = snapshot.workload().orElseThrow();
    if (workload.object().getMetadata().getDeletionTimestamp() != null) {
      return new TargetLookup.Missing();
    }
    return snapshot
        .olderRival()
        .<TargetLookup>map(TargetLookup.Taken::new)
        .orElseGet(() -> new TargetLookup.Found(TargetReader.read(workload, newDrainToken)));
  }

  private static SourceSecret source(CertificateSpec spec, Snapshot snapshot, Instant now) {
    return switch (spec.source()) {
      case CertificateSpec.OperatorCA ca -> new SourceSecret.NotAskedFor();
      case CertificateSpec.FromSecret from ->
          SecretReader.source(from.name(), snapshot.credentials().source(), now);
    };
  }
}
