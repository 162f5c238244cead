package dev.httpsupgrade.operator.status;

import static dev.httpsupgrade.operator.api.v1alpha1.ConditionType.Accepted;
import static dev.httpsupgrade.operator.api.v1alpha1.ConditionType.CertificateReady;
import static dev.httpsupgrade.operator.api.v1alpha1.ConditionType.Degraded;
import static dev.httpsupgrade.operator.api.v1alpha1.ConditionType.Injected;
import static dev.httpsupgrade.operator.api.v1alpha1.ConditionType.Ready;
import static dev.httpsupgrade.operator.api.v1alpha1.ConditionType.RolloutComplete;
import static dev.httpsupgrade.operator.api.v1alpha1.ConditionType.Served;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.apply.Applied;
import dev.httpsupgrade.operator.apply.CertificateState;
import dev.httpsupgrade.operator.apply.Exposed;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.observe.Observed;
import dev.httpsupgrade.operator.observe.PodObservation;
import dev.httpsupgrade.operator.observe.Rollout;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.plan.PlanResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One verdict per step of an upgrade, in order. */
final class Verdicts {

  private static final String EARLIER_STEP = "waits for an earlier step";

  private Verdicts() {}

  static List<Verdict> of(PlanResult result, Progress progress, Instant now) {
    if (result instanceof PlanResult.Announced(Plan plan, var keepValid)) {
      return Announcement.verdicts(accepted(result), plan, progress.applied());
    }
    List<Verdict> steps =
        List.of(
            accepted(result),
            certificate(progress.applied().certificate()),
            injected(progress.applied()),
            rollout(progress.observed()),
            served(progress.observed()));
    return Stream.of(
            steps.stream(), Stream.of(ready(steps, progress, now)), degraded(progress).stream())
        .flatMap(verdicts -> verdicts)
        .toList();
  }

  private static Verdict accepted(PlanResult result) {
    return switch (result) {
      case PlanResult.Planned(Plan plan) ->
          Verdict.yes(Accepted, Reason.Accepted, ports(plan) + " becomes HTTPS");
      case PlanResult.Announced(Plan plan, var keepValid) ->
          Verdict.yes(Accepted, Reason.Accepted, ports(plan) + " would become HTTPS");
      case PlanResult.Rejected(List<Problem> problems, var keepValid) ->
          Verdict.no(
              Accepted,
              problems.getFirst().reason(),
              problems.stream().map(Problem::text).collect(Collectors.joining("; ")));
    };
  }

  private static String ports(Plan plan) {
    return plan.ports().stream()
        .map(port -> "%d on %s".formatted(port.appPort(), port.servicePort()))
        .collect(Collectors.joining(", ", "app port ", ""));
  }

  static Verdict certificate(Optional<CertificateState> state) {
    if (state.isEmpty()) {
      return Verdict.unknown(CertificateReady, Reason.Waiting, EARLIER_STEP);
    }
    CertificateState known = state.orElseThrow();
    if (known.problem().isPresent()) {
      String kept =
          known
              .leaf()
              .map(
                  leaf -> "; the last good certificate is served, it expires at " + leaf.notAfter())
              .orElse("");
      return Verdict.no(CertificateReady, known.how(), known.problem().orElseThrow().text() + kept);
    }
    Leaf leaf = known.leaf().orElseThrow();
    return Verdict.yes(
        CertificateReady,
        known.how(),
        "valid until %s for %s".formatted(leaf.notAfter(), String.join(", ", leaf.dnsNames())));
  }

  private static Verdict injected(Applied applied) {
    if (applied.conflict().isPresent()) {
      Problem conflict = applied.conflict().orElseThrow();
      return Verdict.no(Injected, conflict.reason(), conflict.text());
    }
    return applied.injected()
        ? Verdict.yes(Injected, Reason.Injected, "the pod template has the sidecar")
        : Verdict.unknown(Injected, Reason.Waiting, EARLIER_STEP);
  }

  private static Verdict rollout(Optional<Observed> observed) {
    if (observed.isEmpty()) {
      return Verdict.unknown(RolloutComplete, Reason.Waiting, EARLIER_STEP);
    }
    return switch (observed.orElseThrow().rollout()) {
      case Rollout.Complete(int total) ->
          Verdict.yes(RolloutComplete, Reason.RolloutComplete, "all pods have the sidecar");
      case Rollout.InProgress(int total, var pace, String message) ->
          Verdict.no(RolloutComplete, Reason.RolloutInProgress, message);
      case Rollout.Failed(int total, String message) ->
          Verdict.no(RolloutComplete, Reason.RolloutFailed, message);
    };
  }

  private static Verdict served(Optional<Observed> observed) {
    if (observed.isEmpty()) {
      return Verdict.unknown(Served, Reason.Waiting, EARLIER_STEP);
    }
    Observed seen = observed.orElseThrow();
    if (seen.allServe()) {
      return Verdict.yes(Served, Reason.Served, "every pod serves the certificate");
    }
    String details =
        seen.pods().stream()
            .filter(pod -> !(pod.serving() instanceof PodObservation.Serving.AsWanted))
            .limit(3)
            .map(pod -> pod.name() + ": " + describe(pod.serving()))
            .collect(Collectors.joining("; "));
    return seen.unreachable() && !seen.anyMissing()
        ? Verdict.unknown(
            Served,
            Reason.OperatorCannotReachPods,
            "a NetworkPolicy must let the operator reach the pods on port %d: %s"
                .formatted(Names.ADMIN_PORT, details))
        : Verdict.no(
            Served,
            seen.anyMissing() ? Reason.SidecarMissing : Reason.WaitingForPods,
            details.isEmpty() ? "no pod has the sidecar yet" : details);
  }

  private static String describe(PodObservation.Serving serving) {
    return switch (serving) {
      case PodObservation.Serving.AsWanted() -> "serves the certificate";
      case PodObservation.Serving.SomethingElse(String what, Instant notAfter) ->
          "still has " + what;
      case PodObservation.Serving.Unreachable(String why) -> "can't be reached, " + why;
      case PodObservation.Serving.NotReady() -> "is not ready";
      case PodObservation.Serving.SidecarMissing(String prospect) ->
          "was made without the sidecar; " + prospect;
      case PodObservation.Serving.Outdated() -> "is being replaced";
    };
  }

  /** A bad source takes nothing from a workload that serves a good certificate. */
  private static Verdict ready(List<Verdict> steps, Progress progress, Instant now) {
    Optional<Verdict> waitsFor =
        steps.stream()
            .filter(step -> !step.isTrue())
            .filter(step -> step.type() != CertificateReady || !holdsValidLeaf(progress, now))
            .findFirst();
    if (waitsFor.isPresent()) {
      Verdict step = waitsFor.orElseThrow();
      return Verdict.no(Ready, step.reason(), step.message());
    }
    Optional<Problem> blocked = progress.exposed().flatMap(Exposed::problem);
    if (blocked.isPresent()) {
      return Verdict.no(Ready, blocked.orElseThrow().reason(), blocked.orElseThrow().text());
    }
    if (!progress.exposed().map(Exposed::complete).orElse(false)) {
      return Verdict.no(Ready, Reason.ExposingServices, "the Services are getting the HTTPS port");
    }
    Verdict certificate = certificate(progress.applied().certificate());
    return certificate.isTrue()
        ? Verdict.yes(
            Ready,
            Reason.Ready,
            "HTTPS is on for " + String.join(", ", progress.exposed().orElseThrow().services()))
        : Verdict.yes(Ready, certificate.reason(), certificate.message());
  }

  /** Something was begun that didn't come to its end, and isn't tried again by itself. */
  private static Optional<Verdict> degraded(Progress progress) {
    Optional<Problem> left =
        progress
            .applied()
            .conflict()
            .filter(problem ->
                problem.reason() == Reason.RolloutFailed
                    || problem.reason() == Reason.SidecarRemoved);
    Optional<Problem> contested =
        progress
            .exposed()
            .flatMap(Exposed::problem)
            .filter(problem -> problem.reason() == Reason.Contested);
    return left.or(() -> contested)
        .map(problem -> Verdict.yes(Degraded, problem.reason(), problem.text()))
        .or(() ->
            progress
                .observed()
                .map(Observed::rollout)
                .filter(Rollout.Failed.class::isInstance)
                .map(failed ->
                    Verdict.yes(
                        Degraded, Reason.RolloutFailed, ((Rollout.Failed) failed).message())));
  }

  private static boolean holdsValidLeaf(Progress progress, Instant now) {
    return progress
        .applied()
        .certificate()
        .flatMap(CertificateState::leaf)
        .filter(leaf -> leaf.notAfter().isAfter(now))
        .isPresent();
  }
}
