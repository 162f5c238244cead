package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus;
import dev.httpsupgrade.operator.api.v1alpha1.SidecarStatus;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.plan.Delivery;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a template whose rollout failed: the sidecar that served last comes back, and if
 * none ever did, the template is the owner's again. HTTPS that is offered is never taken away.
 */
final class TakingBack {

  private static final String WAY_OUT =
      "mend that, then change the spec or the pod template, or give annotation %s another value, to have it tried again"
          .formatted(Names.RETRY);

  private final Plan plan;
  private final Reconciliation reconciliation;
  private final RolloutStatus failed;

  private TakingBack(Plan plan, Reconciliation reconciliation, RolloutStatus failed) {
    this.plan = plan;
    this.reconciliation = reconciliation;
    this.failed = failed;
  }

  /** What is to be taken back, if the plan is what failed before. */
  static Optional<TakingBack> of(Plan plan, Reconciliation reconciliation) {
    RolloutStatus rollout = reconciliation.status().rollout();
    if (rollout == null || !rollout.failed(Attempt.of(plan, reconciliation))) {
      return Optional.empty();
    }
    var takingBack = new TakingBack(plan, reconciliation, rollout);
    // If only the owner's part differs from what served last, nothing of ours is to blame.
    return takingBack.isServingNow() || takingBack.isUnknownButOffered()
        ? Optional.empty()
        : Optional.of(takingBack);
  }

  /** What was there before, applied if it isn't there. */
  void apply() {
    Workload target = reconciliation.inputs().subject().target();
    Optional<Delivery> served =
        served().map(template -> Injections.delivery(template, reconciliation));
    if (served.isPresent()) {
      Delivery delivery = served.orElseThrow();
      if (Injections.apply(delivery, reconciliation)) {
        reconciliation
            .writer()
            .apply(
                reconciliation.snapshot().workload().map(Workload::object),
                delivery.workload().object());
      }
    } else if (reconciliation.target().filter(found -> found.pod().hasSidecar()).isPresent()) {
      reconciliation.writer().apply(target.object());
    }
    StuckPods.replace(reconciliation);
  }

  /** Whether the pods that serve on use the configuration that is kept up to date. */
  boolean isWithThePlansConfiguration() {
    String name = "\"%s\"".formatted(plan.configMap().getMetadata().getName());
    return Optional.ofNullable(sidecar())
        .filter(sidecar -> sidecar.template().contains(name))
        .isPresent();
  }

  Problem problem() {
    String taken =
        served().isPresent()
            ? "so the sidecar that served before is back, and serves on"
            : "so the sidecar was taken out of the pod template again";
    return new Problem(
        Reason.RolloutFailed,
        reconciliation.upgrade().getSpec().targetRef().toString(),
        "the rollout failed, %s: %s; %s".formatted(taken, failed.message(), WAY_OUT));
  }

  private boolean isServingNow() {
    return Optional.ofNullable(sidecar())
        .filter(sidecar -> sidecar.with(Optional.empty()).equals(reconciliation.sidecar(plan)))
        .isPresent();
  }

  private boolean isUnknownButOffered() {
    return sidecar() == null && !reconciliation.touchedServices().isEmpty();
  }

  private Optional<PodTemplateSpec> served() {
    return reconciliation.inputs().subject().sidecar().served().map(Inputs.Served::template);
  }

  private @Nullable SidecarStatus sidecar() {
    return reconciliation.status().sidecar();
  }
}
