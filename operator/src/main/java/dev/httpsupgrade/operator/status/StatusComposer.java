package dev.httpsupgrade.operator.status;

import dev.httpsupgrade.operator.api.v1alpha1.ConditionType;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.Notice;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.PodsStatus;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.PortStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.apply.CertificateState;
import dev.httpsupgrade.operator.apply.Exposed;
import dev.httpsupgrade.operator.observe.Observed;
import dev.httpsupgrade.operator.observe.PodObservation;
import dev.httpsupgrade.operator.observe.PodObservation.Serving;
import dev.httpsupgrade.operator.plan.PlanResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says where an upgrade stands; pure. */
public final class StatusComposer {

  private StatusComposer() {}

  /**
   * The status after one reconciliation.
   *
   * @param previous keeps its transition times where a condition did not change, and what is not
   *     known now
   * @param source the certificate's source, as a user would write it
   */
  public static HttpsUpgradeStatus compose(
      HttpsUpgradeStatus previous,
      long generation,
      String source,
      PlanResult result,
      Progress progress,
      Instant now) {
    var verdicts = Verdicts.of(result, progress, now);
    return new HttpsUpgradeStatus(
        generation,
        nextAction(result, progress),
        ports(previous, result),
        services(previous, progress.exposed()),
        ServedCertificates.status(previous, source, progress, now),
        pods(progress),
        progress.remembered().map(Progress.Remembered::rollout).orElse(previous.rollout()),
        SidecarState.of(previous, result, progress, now),
        progress.applied().announced().orElse(null),
        ConditionList.of(previous, verdicts, generation, now),
        notices(previous, result));
  }

  /** The status while a deleted upgrade is taken back: as it was, but not ready. */
  public static HttpsUpgradeStatus restoring(
      HttpsUpgradeStatus previous, long generation, Reason reason, String message, Instant now) {
    var restoring = Verdict.no(ConditionType.Ready, reason, message);
    return new HttpsUpgradeStatus(
        previous.observedGeneration(),
        null,
        previous.ports(),
        previous.services(),
        previous.certificate(),
        previous.pods(),
        previous.rollout(),
        previous.sidecar(),
        previous.plan(),
        ConditionList.replace(previous, restoring, generation, now),
        previous.notices());
  }

  private static @Nullable String nextAction(PlanResult result, Progress progress) {
    if (result instanceof PlanResult.Announced) {
      return Announcement.nextAction(progress.applied());
    }
    var problems = new ArrayList<Problem>();
    if (result instanceof PlanResult.Rejected rejected) {
      problems.addAll(rejected.problems());
    }
    progress.applied().certificate().flatMap(CertificateState::problem).ifPresent(problems::add);
    progress.applied().conflict().ifPresent(problems::add);
    progress.exposed().flatMap(Exposed::problem).ifPresent(problems::add);
    return problems.isEmpty()
        ? null
        : problems.stream().map(Problem::text).collect(Collectors.joining("; "));
  }

  private static List<PortStatus> ports(HttpsUpgradeStatus previous, PlanResult result) {
    return switch (result) {
      case PlanResult.Rejected rejected -> previous.ports();
      case PlanResult.Announced announced -> previous.ports();
      case PlanResult.Planned(var plan) ->
          plan.ports().stream()
              .map(port ->
                  new PortStatus(
                      port.name(), port.appPort(), port.securePort(), port.servicePort()))
              .toList();
    };
  }

  private static List<Notice> notices(HttpsUpgradeStatus previous, PlanResult result) {
    return switch (result) {
      case PlanResult.Rejected rejected -> previous.notices();
      case PlanResult.Announced(var plan, var keepValid) -> plan.around().notices();
      case PlanResult.Planned(var plan) -> plan.around().notices();
    };
  }

  private static List<String> services(HttpsUpgradeStatus previous, Optional<Exposed> exposed) {
    return exposed.map(Exposed::services).orElse(previous.services());
  }

  private static @Nullable PodsStatus pods(Progress progress) {
    return progress
        .observed()
        .map(seen ->
            new PodsStatus(
                seen.rollout().total(),
                count(seen, serving -> !(serving instanceof Serving.SidecarMissing)),
                count(seen, Serving.AsWanted.class::isInstance),
                ServedCertificates.firstEnd(progress).map(Instant::toString).orElse(null)))
        .orElse(null);
  }

  private static int count(Observed seen, Predicate<Serving> wanted) {
    return (int) seen.pods().stream().map(PodObservation::serving).filter(wanted).count();
  }
}
