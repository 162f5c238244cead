package dev.httpsupgrade.operator.status;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.Action;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.Obstacle;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.PlannedObject;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.PlannedRollout;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.apply.Applied;
import dev.httpsupgrade.operator.apply.CertificateState;
import dev.httpsupgrade.operator.apply.Exposed;
import dev.httpsupgrade.operator.certificate.CertificateDecision;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.observe.Observed;
import dev.httpsupgrade.operator.observe.PodObservation;
import dev.httpsupgrade.operator.observe.PodObservation.Serving;
import dev.httpsupgrade.operator.observe.Rollout;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.plan.PlanResult;
import dev.httpsupgrade.operator.plan.PlannedPort;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Upgrades at each step. */
final class Examples {

  static final Instant NOW = Instant.parse("2026-01-01T00:00:00.750Z");

  static final Leaf LEAF =
      new Leaf(
          "1f",
          "ab12",
          Instant.parse("2025-12-31T00:00:00Z"),
          Instant.parse("2026-03-31T00:00:00Z"),
          List.of("shop.shop.svc"));

  static final Problem BAD_SOURCE =
      new Problem(Reason.KeyMismatch, "spec.certificate.secret.name", "Secret shop-tls: no");

  static final Problem CONFLICT =
      new Problem(Reason.Conflict, "Deployment shop", "owned by somebody else; remove it");

  static final CertificateState ISSUED =
      new CertificateState(
          Optional.of(LEAF),
          Reason.Issued,
          Optional.of(Instant.parse("2026-03-01T00:00:00Z")),
          Optional.empty(),
          Optional.empty());

  static final Plan PLAN =
      new Plan(
          List.of(new PlannedPort("https", 8080, 8443, 443)),
          new CertificateDecision.Keep(LEAF, Reason.Issued, Optional.empty(), Optional.empty()),
          new ConfigMap(),
          new Plan.WorkloadPatch(
              new Workload.OfDeployment(new Deployment()),
              List.of(),
              "asked",
              Optional.empty(),
              false),
          new Plan.Around(List.of(), List.of(), Optional.empty(), List.of()));

  static final PlanResult PLANNED = new PlanResult.Planned(PLAN);

  static final PlanResult ANNOUNCED = new PlanResult.Announced(PLAN, Optional.empty());

  static final PlanResult REJECTED =
      new PlanResult.Rejected(
          List.of(
              new Problem(Reason.PortTaken, "spec.ports[0].securePort", "is used"),
              new Problem(Reason.TargetNotSupported, "spec.targetRef", "hostNetwork")),
          Optional.empty());

  static final Rollout.Pace PACE = new Rollout.Pace(2, 3, true);

  static final Exposed EXPOSED = new Exposed(List.of("shop", "shop-web"), true, Optional.empty());

  private Examples() {}

  static CertificateState refused(Leaf... last) {
    return new CertificateState(
        Arrays.stream(last).findFirst(),
        Reason.KeyMismatch,
        Optional.empty(),
        Optional.of(BAD_SOURCE),
        Optional.empty());
  }

  static Progress rejected() {
    return new Progress(
        new Applied(Optional.empty(), false, Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static Progress announced(Optional<CertificateState> certificate, Problem... obstacles) {
    var plan =
        new PlanStatus(
            "basis",
            List.of(new PlannedObject("Service", "shop", Action.Change, null)),
            new PlannedRollout(true, true, 2, null),
            List.of(),
            Arrays.stream(obstacles).map(Obstacle::of).toList());
    return new Progress(
        new Applied(certificate, false, Optional.empty(), Optional.empty(), Optional.of(plan)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static Progress notInjected(CertificateState certificate, Problem... conflict) {
    return new Progress(
        new Applied(
            Optional.of(certificate),
            false,
            Arrays.stream(conflict).findFirst(),
            Optional.empty(),
            Optional.empty()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static Progress injected(
      CertificateState certificate, Rollout rollout, Exposed exposed, Serving... pods) {
    return new Progress(
        new Applied(
            Optional.of(certificate), true, Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.of(
            new Observed(
                rollout,
                Arrays.stream(pods).map(serving -> new PodObservation("pod", serving)).toList())),
        Optional.of(exposed),
        Optional.empty());
  }

  static Progress ready() {
    return injected(ISSUED, new Rollout.Complete(1), EXPOSED, new Serving.AsWanted());
  }

  static HttpsUpgradeStatus compose(
      HttpsUpgradeStatus previous, PlanResult result, Progress progress, Instant now) {
    return StatusComposer.compose(previous, 3, "operatorCA", result, progress, now);
  }

  static HttpsUpgradeStatus compose(PlanResult result, Progress progress) {
    return compose(HttpsUpgradeStatus.NONE, result, progress, NOW);
  }
}
