package dev.httpsupgrade.operator.status;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.CertificateStatus;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.RotationStatus;
import dev.httpsupgrade.operator.apply.CertificateState;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.observe.Observed;
import dev.httpsupgrade.operator.observe.PodObservation;
import dev.httpsupgrade.operator.observe.PodObservation.Serving;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the status tells of the certificate that the pods are to serve, and of those they serve. */
final class ServedCertificates {

  private ServedCertificates() {}

  static @Nullable CertificateStatus status(
      HttpsUpgradeStatus previous, String source, Progress progress, Instant now) {
    Optional<CertificateState> state = progress.applied().certificate();
    return leaf(progress)
        .map(leaf ->
            new CertificateStatus(
                source,
                leaf.serialNumber(),
                leaf.fingerprint(),
                leaf.notBefore().toString(),
                leaf.notAfter().toString(),
                state.flatMap(CertificateState::renewalTime).map(Instant::toString).orElse(null),
                leaf.dnsNames(),
                rotation(previous.certificate(), leaf, progress, now),
                state.flatMap(CertificateState::ca).orElse(null)))
        .orElse(null);
  }

  /** When the first certificate expires that a pod was seen serving. */
  static Optional<Instant> firstEnd(Progress progress) {
    return progress.observed().stream()
        .flatMap(seen -> seen.pods().stream())
        .map(PodObservation::serving)
        .flatMap(serving ->
            switch (serving) {
              case Serving.AsWanted() -> leaf(progress).map(Leaf::notAfter).stream();
              case Serving.SomethingElse(String what, Instant notAfter) -> Stream.of(notAfter);
              case Serving.Unreachable unreachable -> Stream.<Instant>empty();
              case Serving.NotReady notReady -> Stream.<Instant>empty();
              case Serving.SidecarMissing missing -> Stream.<Instant>empty();
              case Serving.Outdated outdated -> Stream.<Instant>empty();
            })
        .min(Comparator.naturalOrder());
  }

  private static Optional<Leaf> leaf(Progress progress) {
    return progress.applied().certificate().flatMap(CertificateState::leaf);
  }

  /** One that was there before such times were kept has none. */
  private static @Nullable RotationStatus rotation(
      @Nullable CertificateStatus previous, Leaf leaf, Progress progress, Instant now) {
    RotationStatus begun =
        previous != null && previous.fingerprint().equals(leaf.fingerprint())
            ? previous.rotation()
            : new RotationStatus(time(now), null);
    boolean isServed = progress.observed().filter(Observed::allServe).isPresent();
    return begun != null && begun.completionTime() == null && isServed
        ? new RotationStatus(begun.startTime(), time(now))
        : begun;
  }

  private static String time(Instant now) {
    return now.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
