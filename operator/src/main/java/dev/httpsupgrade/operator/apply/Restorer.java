package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.certificate.OwnSecret;
import dev.httpsupgrade.operator.gather.Caches;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.operator.gather.TargetLookup;
import dev.httpsupgrade.operator.observe.Observer;
import dev.httpsupgrade.operator.observe.Rollout;
import dev.httpsupgrade.operator.observe.SidecarClient;
import dev.httpsupgrade.sidecar.config.SidecarStatus;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes an upgrade back: the Services first, then, when the clients have left, the workload. Every
 * step can be resumed.
 */
public final class Restorer {

  /** After that the resource is let go, whatever the workload's pods do. */
  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private final SidecarClient sidecars;
  private final Duration drainDeadline;

  public Restorer(SidecarClient sidecars, Duration drainDeadline) {
    this.sidecars = sidecars;
    this.drainDeadline = drainDeadline;
  }

  /** What it waits for; absent when everything is as it was. */
  public Optional<String> restore(
      HttpsUpgrade upgrade, Inputs inputs, Caches caches, Context<HttpsUpgrade> context) {
    Optional<Deployment> deployment = caches.deployment(upgrade);
    boolean injected = deployment.filter(present -> isInjected(present, upgrade)).isPresent();
    boolean overdue = inputs.now().isAfter(deletion(upgrade).plus(DEADLINE));
    if (isNamespaceGoing(upgrade, context) || overdue) {
      return Optional.empty();
    }
    if (!releaseServices(upgrade, inputs, caches, context, injected)) {
      return Optional.of("the Services are being restored");
    }
    List<Pod> pods = caches.pods(upgrade).stream().filter(Observer::isLive).toList();
    if (injected) {
      if (!drained(upgrade, inputs, pods)) {
        return Optional.of("clients are finishing their HTTPS connections");
      }
      new Writer(context).apply(nothing(deployment.orElseThrow()));
      return Optional.of("the workload is being restored");
    }
    boolean settled =
        deployment.map(present -> Rollout.of(present) instanceof Rollout.Complete).orElse(true);
    return settled && caches.pods(upgrade).isEmpty()
        ? Optional.empty()
        : Optional.of("pods with the sidecar are being replaced");
  }

  private static boolean isInjected(Deployment deployment, HttpsUpgrade upgrade) {
    return Applier.isInjected(deployment, upgrade.getMetadata().getName());
  }

  private static boolean releaseServices(
      HttpsUpgrade upgrade,
      Inputs inputs,
      Caches caches,
      Context<HttpsUpgrade> context,
      boolean injected) {
    Set<String> ours = new HashSet<>();
    Optional.ofNullable(upgrade.getStatus()).ifPresent(status -> ours.addAll(status.services()));
    if (injected && inputs.target() instanceof TargetLookup.Found(Target target)) {
      inputs.services().stream()
          .filter(service -> service.touched() && service.selects(target.podLabels()))
          .map(ServiceFacts::name)
          .forEach(ours::add);
    }
    ours.removeAll(caches.servicesOfOthers(upgrade));
    return new ServiceRelease(inputs, caches, context).release(ours);
  }

  private boolean drained(HttpsUpgrade upgrade, Inputs inputs, List<Pod> pods) {
    Instant deadline = deletion(upgrade).plus(drainDeadline);
    if (inputs.now().isAfter(deadline)
        || !(inputs.certificate().own() instanceof OwnSecret.Held held)
        || !(inputs.target() instanceof TargetLookup.Found(Target target))) {
      return true;
    }
    String fingerprint = held.leaf().fingerprint();
    boolean drained = true;
    for (Pod pod : pods) {
      String address = pod.getStatus().getPodIP();
      if (address != null && sidecars.drain(address, fingerprint, target.drainToken())) {
        Optional<SidecarStatus> status = sidecars.status(address, fingerprint);
        drained &= status.map(known -> known.openConnections() == 0).orElse(false);
      }
    }
    return drained;
  }

  private static boolean isNamespaceGoing(HttpsUpgrade upgrade, Context<HttpsUpgrade> context) {
    Namespace namespace =
        context.getClient().namespaces().withName(upgrade.getMetadata().getNamespace()).get();
    return namespace == null || namespace.getMetadata().getDeletionTimestamp() != null;
  }

  private static Instant deletion(HttpsUpgrade upgrade) {
    return Instant.parse(upgrade.getMetadata().getDeletionTimestamp());
  }

  private static Deployment nothing(Deployment deployment) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(deployment.getMetadata().getNamespace())
        .withName(deployment.getMetadata().getName())
        .endMetadata()
        .build();
  }
}
