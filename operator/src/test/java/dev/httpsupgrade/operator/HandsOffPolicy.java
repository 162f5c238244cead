package dev.httpsupgrade.operator;

import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;

/** Refuses updates of Deployments in one namespace, with the words "hands off". */
final class HandsOffPolicy implements AutoCloseable {

  private static final String POLICY =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: hands-off-NAMESPACE}
      spec:
        matchConstraints:
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAMESPACE}}
          resourceRules:
            - {apiGroups: [apps], apiVersions: ["*"], operations: [UPDATE], resources: [deployments]}
        validations: [{expression: "false", message: hands off}]
      """;

  private static final String BINDING =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: hands-off-NAMESPACE}
      spec: {policyName: hands-off-NAMESPACE, validationActions: [Deny]}
      """;

  private final KubernetesClient client;
  private final List<HasMetadata> objects;

  /** Returns when it has taken effect on the Deployment of that name. */
  HandsOffPolicy(KubernetesClient client, String namespace, String deployment) {
    this.client = client;
    objects =
        List.of(POLICY, BINDING).stream()
            .map(yaml ->
                GoldenCase.YAML.unmarshal(yaml.replace("NAMESPACE", namespace), HasMetadata.class))
            .toList();
    objects.forEach(object -> client.resource(object).create());
    var target = client.apps().deployments().inNamespace(namespace).withName(deployment);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            User.message(() ->
                    target.patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"probe\":\"%d\"}}}"
                            .formatted(System.nanoTime())))
                .contains("hands off"));
  }

  @Override
  public void close() {
    objects.forEach(object -> client.resource(object).delete());
  }
}
