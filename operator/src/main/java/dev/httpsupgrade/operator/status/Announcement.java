package dev.httpsupgrade.operator.status;

import static dev.httpsupgrade.operator.api.v1alpha1.ConditionType.CertificateReady;
import static dev.httpsupgrade.operator.api.v1alpha1.ConditionType.Injected;
import static dev.httpsupgrade.operator.api.v1alpha1.ConditionType.Ready;
import static dev.httpsupgrade.operator.api.v1alpha1.ConditionType.RolloutComplete;
import static dev.httpsupgrade.operator.api.v1alpha1.ConditionType.Served;

import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.Obstacle;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.apply.Applied;
import dev.httpsupgrade.operator.certificate.CertificateDecision;
import dev.httpsupgrade.operator.plan.Plan;
import java.util.List;
import java.util.stream.Collectors;

/** What is said in stage Plan, where nothing is changed. */
final class Announcement {

  private static final String NOTHING = "spec.stage is Plan: nothing is changed";

  private Announcement() {}

  static List<Verdict> verdicts(Verdict accepted, Plan plan, Applied applied) {
    return List.of(
        accepted,
        certificate(plan, applied),
        Verdict.unknown(Injected, Reason.Planned, NOTHING),
        Verdict.unknown(RolloutComplete, Reason.Planned, NOTHING),
        Verdict.unknown(Served, Reason.Planned, NOTHING),
        ready(applied));
  }

  static String nextAction(Applied applied) {
    List<Obstacle> obstacles = obstacles(applied);
    return obstacles.isEmpty()
        ? "read status.plan, then set spec.stage to Observe"
        : text(obstacles);
  }

  /** Of a certificate that is served; what is planned for it, otherwise. */
  private static Verdict certificate(Plan plan, Applied applied) {
    if (applied.certificate().isPresent()) {
      return Verdicts.certificate(applied.certificate());
    }
    return plan.certificate() instanceof CertificateDecision.Refuse(Problem problem, var last)
        ? Verdict.no(CertificateReady, problem.reason(), problem.text())
        : Verdict.unknown(CertificateReady, Reason.Planned, NOTHING);
  }

  private static Verdict ready(Applied applied) {
    List<Obstacle> obstacles = obstacles(applied);
    return obstacles.isEmpty()
        ? Verdict.no(
            Ready, Reason.Planned, NOTHING + "; status.plan tells what Observe would change")
        : Verdict.no(Ready, Reason.valueOf(obstacles.getFirst().reason()), text(obstacles));
  }

  private static List<Obstacle> obstacles(Applied applied) {
    return applied.announced().map(PlanStatus::obstacles).orElse(List.of());
  }

  private static String text(List<Obstacle> obstacles) {
    return obstacles.stream().map(Obstacle::text).collect(Collectors.joining("; "));
  }
}
