package dev.httpsupgrade.operator;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Objects;

/** Pods of a shop, made as the controllers of workloads make them, which a control plane lacks. */
final class AdmittedPods {

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;
  private final Shop shop;

  AdmittedPods(ControlPlane controlPlane, Shop shop) {
    client = controlPlane.client();
    this.shop = shop;
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(shop.namespace)
                .withName("default")
                .endMetadata()
                .build())
        .create();
  }

  Pod create(PodTemplateSpec template) {
    return client
        .resource(
            new PodBuilder()
                .withMetadata(template.getMetadata())
                .editMetadata()
                .withNamespace(shop.namespace)
                .withGenerateName("shop-")
                .endMetadata()
                .withSpec(template.getSpec())
                .build())
        .create();
  }

  /** One that has a status from the start. */
  void create(Pod pod) {
    client.resource(pod).create();
    client.resource(pod).subresource("status").patch();
  }

  /** As one that was made while the API server could not ask the policy. */
  Pod createBare(PodTemplateSpec template) {
    String injection = unlabel(template);
    return label(create(template), injection);
  }

  /** The same, ready before the operator sees it. */
  Pod createBareAndReady(PodTemplateSpec template) {
    String injection = unlabel(template);
    Pod pod = create(template);
    becomeReady(pod);
    return label(pod, injection);
  }

  void becomeReady(Pod pod) {
    client
        .resource(pod)
        .subresource("status")
        .patch(
            MERGE,
            "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
  }

  private static String unlabel(PodTemplateSpec template) {
    return Objects.requireNonNull(template.getMetadata().getLabels().remove(Names.INJECTION_LABEL));
  }

  private Pod label(Pod pod, String injection) {
    return client
        .resource(pod)
        .patch(
            MERGE,
            "{\"metadata\":{\"labels\":{\"%s\":\"%s\"}}}"
                .formatted(Names.INJECTION_LABEL, injection));
  }
}
