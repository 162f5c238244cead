package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.observe.Observer;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the pod for which a StatefulSet waits in vain: an ordered one goes on only when its pod
 * is ready, also after the template that keeps it from that is gone (Kubernetes' "forced
 * rollback").
 */
final class StuckPods {

  private static final Logger LOG = LoggerFactory.getLogger(StuckPods.class);
  private static final String REVISION = "controller-revision-hash";

  private StuckPods() {}

  /** Deletes pods that had our sidecar, aren't ready, and are of a template that is gone. */
  static void replace(Reconciliation reconciliation) {
    if (!(reconciliation.workload().orElse(null) instanceof Workload.OfStatefulSet(var owner))
        || !isOrdered(owner)) {
      return;
    }
    Set<String> wanted = Set.copyOf(revisions(owner));
    reconciliation.caches().pods(reconciliation.upgrade()).stream()
        .filter(pod -> !wanted.isEmpty() && !wanted.contains(revision(pod)))
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && !Observer.isReady(pod))
        .filter(pod -> pod.hasOwnerReferenceFor(owner.getMetadata().getUid()))
        .forEach(pod -> delete(reconciliation, pod));
  }

  private static boolean isOrdered(StatefulSet owner) {
    var strategy = owner.getSpec().getUpdateStrategy();
    return !Objects.equals(owner.getSpec().getPodManagementPolicy(), "Parallel")
        && (strategy == null || !Objects.equals(strategy.getType(), "OnDelete"));
  }

  /** None as long as the controller hasn't seen the template. */
  private static List<String> revisions(StatefulSet owner) {
    StatefulSetStatus status = owner.getStatus();
    if (status == null
        || status.getObservedGeneration() == null
        || status.getObservedGeneration() < owner.getMetadata().getGeneration()
        || status.getUpdateRevision() == null) {
      return List.of();
    }
    String current = status.getCurrentRevision();
    return current == null || current.equals(status.getUpdateRevision())
        ? List.of(status.getUpdateRevision())
        : List.of(status.getUpdateRevision(), current);
  }

  private static String revision(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault(REVISION, "");
  }

  private static void delete(Reconciliation reconciliation, Pod pod) {
    LOG.atInfo()
        .addKeyValue("namespace", pod.getMetadata().getNamespace())
        .addKeyValue("pod", pod.getMetadata().getName())
        .log("deleting a pod of a template that is gone");
    try {
      reconciliation.client().resource(pod).lockResourceVersion().delete();
    } catch (KubernetesClientException e) {
      // It changed or went: the next look decides anew.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }
}
