package dev.httpsupgrade.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the controllers of workloads, which a control plane doesn't have, do for those without pods:
 * they say that they saw the template.
 */
public final class EmptyRollouts implements ResourceEventHandler<HasMetadata>, AutoCloseable {

  private final KubernetesClient client;
  private final List<SharedIndexInformer<? extends HasMetadata>> informers;

  public EmptyRollouts(KubernetesClient client) {
    this.client = client;
    informers =
        List.of(
            client.apps().deployments().inAnyNamespace().inform(this),
            client.apps().statefulSets().inAnyNamespace().inform(this),
            client.apps().daemonSets().inAnyNamespace().inform(this));
  }

  @Override
  public void onAdd(HasMetadata workload) {
    if (!isEmpty(workload) || isSeen(workload)) {
      return;
    }
    try {
      client
          .resource(workload)
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"status\":{\"observedGeneration\":%d}}"
                  .formatted(workload.getMetadata().getGeneration()));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  private static boolean isEmpty(HasMetadata workload) {
    return switch (workload) {
      case Deployment deployment -> deployment.getSpec().getReplicas() == 0;
      case StatefulSet statefulSet -> statefulSet.getSpec().getReplicas() == 0;
      default -> true;
    };
  }

  private static boolean isSeen(HasMetadata workload) {
    @Nullable Long observed =
        switch (workload) {
          case Deployment deployment -> deployment.getStatus().getObservedGeneration();
          case StatefulSet statefulSet -> statefulSet.getStatus().getObservedGeneration();
          case DaemonSet daemonSet -> daemonSet.getStatus().getObservedGeneration();
          default -> throw new IllegalArgumentException(workload.getKind());
        };
    return observed != null && observed >= workload.getMetadata().getGeneration();
  }

  @Override
  public void onUpdate(HasMetadata before, HasMetadata workload) {
    onAdd(workload);
  }

  @Override
  public void onDelete(HasMetadata workload, boolean unknown) {}

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
  }
}
