package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus;
import java.util.Optional;

/**
 * How far the plan got.
 *
 * @param certificate absent if nothing could be said about a certificate
 * @param injected whether the workload's template has the sidecar, with the ports as planned
 * @param conflict what stood in the way of injecting it
 * @param rollout what is to be remembered before anything else is done
 * @param announced what would be changed, in stage Plan
 */
public record Applied(
    Optional<CertificateState> certificate,
    boolean injected,
    Optional<Problem> conflict,
    Optional<RolloutStatus> rollout,
    Optional<PlanStatus> announced) {

  static Applied injected(Optional<CertificateState> certificate) {
    return new Applied(certificate, true, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static Applied notYet(Optional<CertificateState> certificate) {
    return new Applied(certificate, false, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static Applied stopped(Optional<CertificateState> certificate, Problem problem) {
    return new Applied(
        certificate, false, Optional.of(problem), Optional.empty(), Optional.empty());
  }

  static Applied announced(Optional<CertificateState> certificate, PlanStatus plan) {
    return new Applied(certificate, false, Optional.empty(), Optional.empty(), Optional.of(plan));
  }
}
