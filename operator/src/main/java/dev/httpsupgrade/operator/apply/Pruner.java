package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.stream.Stream;

/** Deletes configurations and injections that no pod uses any more. */
public final class Pruner {

  private final KubernetesClient client;

  public Pruner(KubernetesClient client) {
    this.client = client;
  }

  /** To be called when every pod is of the present template. */
  public void prune(Plan plan, Reconciliation reconciliation) {
    unused(plan, reconciliation.snapshot().configMaps())
        .forEach(configMap -> client.resource(configMap).delete());
    // After a failed rollout the template asks for another one than the plan.
    Injections.unused(plan, reconciliation)
        .filter(injection -> !Injections.isAskedFor(injection, reconciliation))
        .forEach(injection -> client.resource(injection).delete());
  }

  /** Configurations for other ports than those of the plan. */
  static Stream<ConfigMap> unused(Plan plan, List<ConfigMap> configMaps) {
    String owner = plan.configMap().getMetadata().getOwnerReferences().getFirst().getUid();
    String present = plan.configMap().getMetadata().getName();
    return configMaps.stream()
        .filter(configMap -> !configMap.getMetadata().getName().equals(present))
        .filter(configMap -> configMap.hasOwnerReferenceFor(owner));
  }
}
