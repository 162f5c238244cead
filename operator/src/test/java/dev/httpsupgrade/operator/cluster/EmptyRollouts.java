package dev.httpsupgrade.operator.cluster;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.Optional;

/**
 * What the Deployment controller, which a control plane doesn't have, does for Deployments without
 * replicas: it says that it saw the template.
 */
public final class EmptyRollouts implements ResourceEventHandler<Deployment>, AutoCloseable {

  private final KubernetesClient client;
  private final SharedIndexInformer<Deployment> informer;

  public EmptyRollouts(KubernetesClient client) {
    this.client = client;
    informer = client.apps().deployments().inAnyNamespace().inform(this);
  }

  @Override
  public void onAdd(Deployment deployment) {
    long observed = Optional.ofNullable(deployment.getStatus().getObservedGeneration()).orElse(0L);
    if (deployment.getSpec().getReplicas() != 0
        || observed >= deployment.getMetadata().getGeneration()) {
      return;
    }
    try {
      client
          .resource(deployment)
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"status\":{\"observedGeneration\":%d}}"
                  .formatted(deployment.getMetadata().getGeneration()));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  @Override
  public void onUpdate(Deployment before, Deployment deployment) {
    onAdd(deployment);
  }

  @Override
  public void onDelete(Deployment deployment, boolean unknown) {}

  @Override
  public void close() {
    informer.stop();
  }
}
