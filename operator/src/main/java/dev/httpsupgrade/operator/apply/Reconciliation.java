package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.SidecarStatus;
import dev.httpsupgrade.operator.gather.Caches;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.gather.Snapshot;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.operator.gather.TargetLookup;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One pass over one upgrade: the resource, what was gathered for it, and where to write. */
public record Reconciliation(
    HttpsUpgrade upgrade,
    Snapshot snapshot,
    Inputs inputs,
    Caches caches,
    Context<HttpsUpgrade> context) {

  public KubernetesClient client() {
    return context.getClient();
  }

  /** The workload as it is now, after what was written in this pass. */
  public Optional<Workload> workload() {
    return caches.workload(upgrade);
  }

  /** The workload as it was gathered, if it is this upgrade's. */
  public Optional<Target> target() {
    return inputs.target() instanceof TargetLookup.Found(Target target)
        ? Optional.of(target)
        : Optional.empty();
  }

  /** What the plan adds to the pods. */
  public SidecarStatus sidecar(Plan plan) {
    PodTemplateSpec template = plan.workload().patch().template();
    return new SidecarStatus(
        plan.workload().image(),
        plan.workload().asked(),
        client().getKubernetesSerialization().asJson(template),
        null);
  }

  Writer writer() {
    return new Writer(context);
  }

  /** Names of the Services that have, or may have, something of this upgrade. */
  Set<String> touchedServices() {
    Set<String> touched = new HashSet<>(status().services());
    facts(selectingServices()).stream()
        .filter(ServiceFacts::touched)
        .map(ServiceFacts::name)
        .forEach(touched::add);
    touched.removeAll(caches.servicesOfOthers(upgrade));
    return touched;
  }

  /** Names of the Services that lead to the target. */
  Set<String> selectingServices() {
    return inputs.services().stream()
        .filter(service -> target().filter(found -> service.selects(found.podLabels())).isPresent())
        .map(ServiceFacts::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  List<ServiceFacts> facts(Set<String> services) {
    return inputs.services().stream().filter(service -> services.contains(service.name())).toList();
  }

  /**
   * Whether the plan was made for another state of it. What somebody has written meanwhile, such as
   * a port that was taken, would be overwritten unseen; it leads to another pass.
   */
  boolean hasChanged(Service service) {
    return snapshot.services().stream()
        .map(Service::getMetadata)
        .filter(gathered -> gathered.getUid().equals(service.getMetadata().getUid()))
        .noneMatch(gathered ->
            gathered.getResourceVersion().equals(service.getMetadata().getResourceVersion()));
  }

  /** What the last reconciliation wrote. */
  public HttpsUpgradeStatus status() {
    return Optional.ofNullable(upgrade.getStatus()).orElse(HttpsUpgradeStatus.NONE);
  }
}
