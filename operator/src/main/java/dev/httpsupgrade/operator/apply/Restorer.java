package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.OwnSecret;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.Snapshot;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.operator.observe.Observer;
import dev.httpsupgrade.operator.observe.Rollout;
import dev.httpsupgrade.operator.observe.RolloutReader;
import dev.httpsupgrade.operator.observe.SidecarClient;
import dev.httpsupgrade.sidecar.config.SidecarStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes an upgrade back: the Services first, then, when the clients have left, the workload. Every
 * step can be resumed.
 */
public final class Restorer {

  /** How long after the deletion it may take; after that nobody waits. */
  private static final Duration DEADLINE = Duration.ofMinutes(30);

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final String WITHOUT_OWNER = "{\"metadata\":{\"ownerReferences\":null}}";

  private final SidecarClient sidecars;
  private final Duration drainDeadline;

  public Restorer(SidecarClient sidecars, Duration drainDeadline) {
    this.sidecars = sidecars;
    this.drainDeadline = drainDeadline;
  }

  /** Takes the next step. */
  public Restoration restore(Reconciliation reconciliation) {
    if (isNamespaceGoing(reconciliation)) {
      return new Restoration.Complete();
    }
    HttpsUpgrade upgrade = reconciliation.upgrade();
    Instant deadline = deletion(upgrade).plus(DEADLINE);
    if (upgrade.isAnnotated(Names.FORCE_DELETE)) {
      return abandon(reconciliation, "annotation %s".formatted(Names.FORCE_DELETE));
    }
    if (reconciliation.inputs().now().isAfter(deadline)) {
      return abandon(reconciliation, "%d minutes have passed".formatted(DEADLINE.toMinutes()));
    }
    try {
      return step(reconciliation);
    } catch (KubernetesClientException e) {
      String refusal = Conflicts.refusal(e).orElseThrow(() -> e);
      return new Restoration.Refused(
          "the API server refuses to restore: %s; allow it, or have everything left as it is by annotation %s: \"true\""
              .formatted(refusal, Names.FORCE_DELETE));
    }
  }

  private Restoration step(Reconciliation reconciliation) {
    if (!ServiceRelease.release(reconciliation, reconciliation.touchedServices()).isEmpty()) {
      return new Restoration.Going("the Services are being restored");
    }
    if (!isInjected(reconciliation)) {
      StuckPods.replace(reconciliation);
      return reconciliation.caches().pods(reconciliation.upgrade()).isEmpty()
          ? new Restoration.Complete()
          : new Restoration.Going(
              "pods with the sidecar are being replaced" + soFar(reconciliation));
    }
    if (!drained(reconciliation)) {
      return new Restoration.Going("clients are finishing their HTTPS connections");
    }
    reconciliation.writer().apply(reconciliation.inputs().subject().target().object());
    return new Restoration.Going("the workload is being restored");
  }

  /** Pods that keep the sidecar keep what it needs, too: they may start again at any time. */
  private static Restoration abandon(Reconciliation reconciliation, String why) {
    if (!isInjected(reconciliation)) {
      return new Restoration.Complete();
    }
    String uid = reconciliation.upgrade().getMetadata().getUid();
    Snapshot snapshot = reconciliation.snapshot();
    Stream.of(
            snapshot.credentials().own().stream(),
            snapshot.configMaps().stream(),
            snapshot.injections().stream())
        .<HasMetadata>flatMap(owned -> owned)
        .filter(owned -> owned.hasOwnerReferenceFor(uid))
        .forEach(owned -> reconciliation.client().resource(owned).patch(MERGE, WITHOUT_OWNER));
    return new Restoration.Abandoned(
        "%s: %s keeps the sidecar, its Secret and its ConfigMap"
            .formatted(why, reconciliation.upgrade().getSpec().targetRef()));
  }

  /** How far, and who has to act where the owner's strategy keeps pods. */
  private static String soFar(Reconciliation reconciliation) {
    return reconciliation
        .workload()
        .map(RolloutReader::read)
        .filter(Rollout.InProgress.class::isInstance)
        .map(Rollout.InProgress.class::cast)
        .map(rollout -> ": " + rollout.message())
        .orElse("");
  }

  private static boolean isInjected(Reconciliation reconciliation) {
    String name = reconciliation.upgrade().getMetadata().getName();
    return reconciliation
        .workload()
        .map(workload -> workload.template().getMetadata().getLabels())
        .filter(labels ->
            name.equals(labels.get(Names.UPGRADE_LABEL))
                || asksForInjection(labels.get(Names.INJECTION_LABEL), reconciliation))
        .isPresent();
  }

  /** Nobody else has the workload, or the injection is this upgrade's. */
  private static boolean asksForInjection(@Nullable String name, Reconciliation reconciliation) {
    return name != null
        && (reconciliation.target().isPresent()
            || reconciliation.snapshot().injections().stream()
                .anyMatch(injection -> injection.getMetadata().getName().equals(name)));
  }

  private boolean drained(Reconciliation reconciliation) {
    Inputs inputs = reconciliation.inputs();
    Instant deadline = deletion(reconciliation.upgrade()).plus(drainDeadline);
    Optional<Target> target = reconciliation.target();
    if (inputs.now().isAfter(deadline)
        || target.isEmpty()
        || !(inputs.certificate().own() instanceof OwnSecret.Held held)) {
      return true;
    }
    String fingerprint = held.leaf().fingerprint();
    String token = target.orElseThrow().drainToken();
    return reconciliation.caches().pods(reconciliation.upgrade()).stream()
        .filter(Observer::isLive)
        .map(pod -> Optional.ofNullable(pod.getStatus().getPodIP()))
        .flatMap(Optional::stream)
        .map(address -> openConnections(address, fingerprint, token))
        // Every sidecar is asked to drain, also after one that isn't done.
        .toList()
        .stream()
        .allMatch(Optional.of(0)::equals);
  }

  /** Absent if the sidecar can't be asked: then nothing is known before the deadline. */
  private Optional<Integer> openConnections(String address, String fingerprint, String token) {
    return sidecars.drain(address, fingerprint, token)
        ? sidecars.status(address, fingerprint).map(SidecarStatus::openConnections)
        : Optional.empty();
  }

  private static boolean isNamespaceGoing(Reconciliation reconciliation) {
    Namespace namespace =
        reconciliation
            .client()
            .namespaces()
            .withName(reconciliation.upgrade().getMetadata().getNamespace())
            .get();
    return namespace == null || namespace.getMetadata().getDeletionTimestamp() != null;
  }

  private static Instant deletion(HttpsUpgrade upgrade) {
    return Instant.parse(upgrade.getMetadata().getDeletionTimestamp());
  }
}
