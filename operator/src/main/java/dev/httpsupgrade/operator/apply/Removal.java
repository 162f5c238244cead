package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus;
import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus.State;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * The sidecar went out of the template by somebody else's hand, as {@code kubectl rollout undo}
 * does it. That may be an accident, so it is brought back, once; who takes it out again means it.
 *
 * @param rollout what is to be remembered: the removal is counted before it is answered
 * @param problem why it is left alone, if it is
 */
record Removal(RolloutStatus rollout, Optional<Problem> problem) {

  private static final int MOST_ANSWERED = 1;

  /** The removal that keeps the plan from being applied in this pass, if there was one. */
  static Optional<Removal> of(Plan plan, Reconciliation reconciliation) {
    RolloutStatus known = reconciliation.status().rollout();
    boolean hasSidecar =
        reconciliation.target().filter(target -> target.pod().hasSidecar()).isPresent();
    if (known == null
        || hasSidecar
        || known.state() == State.Failed
        || !known.attempt().equals(Attempt.of(plan, reconciliation))) {
      return Optional.empty();
    }
    RolloutStatus counted = known.state() == State.Removed ? known : known.removed();
    Integer times = counted.removals();
    if (times != null && times > MOST_ANSWERED) {
      return Optional.of(new Removal(counted, Optional.of(problem(reconciliation))));
    }
    return known.equals(counted)
        ? Optional.empty()
        : Optional.of(new Removal(counted, Optional.empty()));
  }

  private static Problem problem(Reconciliation reconciliation) {
    HttpsUpgrade upgrade = reconciliation.upgrade();
    return new Problem(
        Reason.SidecarRemoved,
        upgrade.getSpec().targetRef().toString(),
        "%s took the sidecar out of the pod template twice, so it is left out; delete this HttpsUpgrade if that is meant, or give annotation %s another value to have the sidecar back"
            .formatted(
                reconciliation.workload().flatMap(Removal::lastWriter).orElse("somebody"),
                Names.RETRY));
  }

  /**
   * Who last wrote the object, but for its status; who only takes fields away may leave no name.
   */
  private static Optional<String> lastWriter(Workload workload) {
    return workload.object().getMetadata().getManagedFields().stream()
        .filter(entry -> entry.getSubresource() == null || entry.getSubresource().isEmpty())
        .filter(entry -> !Names.FIELD_MANAGER.equals(entry.getManager()))
        .filter(entry -> entry.getTime() != null)
        .max(Comparator.comparing(ManagedFieldsEntry::getTime))
        .map(ManagedFieldsEntry::getManager)
        .filter(Objects::nonNull)
        .map("field manager %s"::formatted);
  }
}
