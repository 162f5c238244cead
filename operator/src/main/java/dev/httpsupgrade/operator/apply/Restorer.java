package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.OwnSecret;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.operator.observe.Observer;
import dev.httpsupgrade.operator.observe.Rollout;
import dev.httpsupgrade.operator.observe.RolloutReader;
import dev.httpsupgrade.operator.observe.SidecarClient;
import dev.httpsupgrade.operator.workload.Workload;
import dev.httpsupgrade.sidecar.config.SidecarStatus;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes an upgrade back: the Services first, then, when the clients have left, the workload. Every
 * step can be resumed.
 */
public final class Restorer {

  /** How long after the deletion the pods may take to be replaced; after that nobody waits. */
  private static final Duration LEAVING_DEADLINE = Duration.ofMinutes(30);

  private final SidecarClient sidecars;
  private final Duration drainDeadline;

  public Restorer(SidecarClient sidecars, Duration drainDeadline) {
    this.sidecars = sidecars;
    this.drainDeadline = drainDeadline;
  }

  /** What it waits for; absent when everything is as it was. */
  public Optional<String> restore(Reconciliation reconciliation) {
    if (isNamespaceGoing(reconciliation)) {
      return Optional.empty();
    }
    if (!ServiceRelease.release(reconciliation, reconciliation.touchedServices()).isEmpty()) {
      return Optional.of("the Services are being restored");
    }
    HttpsUpgrade upgrade = reconciliation.upgrade();
    if (reconciliation.workload().filter(present -> isInjected(present, upgrade)).isEmpty()) {
      StuckPods.replace(reconciliation);
      return leaving(reconciliation);
    }
    if (!drained(reconciliation)) {
      return Optional.of("clients are finishing their HTTPS connections");
    }
    Workload nothing =
        Workload.named(upgrade.getSpec().targetRef(), upgrade.getMetadata().getNamespace());
    reconciliation.writer().apply(nothing.object());
    return Optional.of("the workload is being restored");
  }

  private static Optional<String> leaving(Reconciliation reconciliation) {
    Instant deadline = deletion(reconciliation.upgrade()).plus(LEAVING_DEADLINE);
    return reconciliation.caches().pods(reconciliation.upgrade()).isEmpty()
            || reconciliation.inputs().now().isAfter(deadline)
        ? Optional.empty()
        : Optional.of("pods with the sidecar are being replaced" + soFar(reconciliation));
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

  private static boolean isInjected(Workload workload, HttpsUpgrade upgrade) {
    var labels = workload.template().getMetadata().getLabels();
    return labels != null
        && upgrade.getMetadata().getName().equals(labels.get(Names.UPGRADE_LABEL));
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
