package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.plan.PlanResult;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/**
 * Makes an upgrade's NetworkPolicy as planned. One that is no longer needed goes at once: left
 * alone it would isolate the pods.
 */
final class NetworkPolicies {

  private NetworkPolicies() {}

  /** The problem, if the API server refuses it. */
  static Optional<Problem> apply(PlanResult result, Reconciliation reconciliation) {
    Optional<NetworkPolicy> present = own(reconciliation);
    Optional<NetworkPolicy> desired =
        result instanceof PlanResult.Planned(Plan plan)
            ? plan.around().networkPolicy()
            : Optional.empty();
    if (desired.isEmpty() && !mustStay(result, reconciliation)) {
      present.ifPresent(policy -> reconciliation.client().resource(policy).delete());
      return Optional.empty();
    }
    return desired.flatMap(policy -> apply(present, policy, reconciliation));
  }

  private static Optional<Problem> apply(
      Optional<NetworkPolicy> present, NetworkPolicy desired, Reconciliation reconciliation) {
    try {
      reconciliation.writer().apply(present, desired);
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(Conflicts.in(e, desired).orElseThrow(() -> e));
    }
  }

  /** Without a plan it is left as it is, as long as others isolate the pods. */
  private static boolean mustStay(PlanResult result, Reconciliation reconciliation) {
    return !(result instanceof PlanResult.Planned)
        && reconciliation.inputs().around().isolation().isolates();
  }

  static Optional<NetworkPolicy> own(Reconciliation reconciliation) {
    HttpsUpgrade upgrade = reconciliation.upgrade();
    String name = Names.networkPolicy(upgrade.getMetadata().getName());
    return reconciliation.snapshot().neighbours().all(NetworkPolicy.class).stream()
        .filter(policy -> policy.getMetadata().getName().equals(name))
        .filter(policy -> policy.hasOwnerReferenceFor(upgrade.getMetadata().getUid()))
        .findFirst();
  }
}
