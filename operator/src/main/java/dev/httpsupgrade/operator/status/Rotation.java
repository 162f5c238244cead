package dev.httpsupgrade.operator.status;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.CertificateStatus;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.RotationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The rotation of a certificate, as statuses tell it. */
public final class Rotation {

  private Rotation() {}

  /** How long it took, from the Secret to the last pod, if it came to its end just now. */
  public static Optional<Duration> completed(HttpsUpgradeStatus before, HttpsUpgradeStatus after) {
    return of(after)
        .filter(rotation -> rotation.completionTime() != null)
        .filter(rotation -> !of(before).equals(Optional.of(rotation)))
        .map(rotation ->
            Duration.between(
                Instant.parse(rotation.startTime()), Instant.parse(rotation.completionTime())));
  }

  private static Optional<RotationStatus> of(HttpsUpgradeStatus status) {
    return Optional.ofNullable(status.certificate()).map(CertificateStatus::rotation);
  }
}
