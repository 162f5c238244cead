package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.certificate.CertificateDecision;
import java.util.List;
import java.util.Optional;

/** What came of planning. */
public sealed interface PlanResult {

  /** What to do about the certificate, if anything can be said. */
  Optional<CertificateDecision> certificateDecision();

  /** What must be there. */
  record Planned(Plan plan) implements PlanResult {
    @Override
    public Optional<CertificateDecision> certificateDecision() {
      return Optional.of(plan.certificate());
    }
  }

  /**
   * What would have to be there in stage Observe. Nothing of it is written.
   *
   * @param certificateDecision keeps a certificate valid that is already being served
   */
  record Announced(Plan plan, Optional<CertificateDecision> certificateDecision)
      implements PlanResult {}

  /**
   * What a user has to mend first. What ran before goes on as it was.
   *
   * @param problems at least one
   * @param certificateDecision keeps a certificate valid that is already being served
   */
  record Rejected(List<Problem> problems, Optional<CertificateDecision> certificateDecision)
      implements PlanResult {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
