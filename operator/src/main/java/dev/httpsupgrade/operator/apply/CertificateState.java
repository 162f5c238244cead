package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.CaStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.certificate.Leaf;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The certificate after the plan was applied.
 *
 * @param leaf what the pods are to serve; absent if there never was a usable certificate
 * @param how how it came about
 * @param renewalTime when the operator will replace it
 * @param problem why a newer one is not in use
 * @param ca the operator's CA, if that is the source
 */
public record CertificateState(
    Optional<Leaf> leaf,
    Reason how,
    Optional<Instant> renewalTime,
    Optional<Problem> problem,
    Optional<CaStatus> ca) {

  /** When the operator has to do something about it next. */
  public Optional<Instant> due() {
    Optional<Instant> former = ca.map(CaStatus::formerTrustedUntil).map(Instant::parse);
    return Stream.concat(renewalTime.stream(), former.stream()).min(Comparator.naturalOrder());
  }
}
