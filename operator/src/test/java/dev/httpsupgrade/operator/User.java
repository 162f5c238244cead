package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert;

/** A user of the cluster who may do nothing but what is granted. */
final class User {

  private final ControlPlane controlPlane;
  private final String name;
  private final KubernetesClient client;

  User(ControlPlane controlPlane, String name) {
    this.controlPlane = controlPlane;
    this.name = name;
    client = controlPlane.clientOf(name, "system:authenticated");
  }

  KubernetesClient client() {
    return client;
  }

  void grant(String namespace, PolicyRule... rules) {
    controlPlane
        .client()
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withRules(rules)
                .build())
        .create();
    controlPlane
        .client()
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                .addNewSubject("rbac.authorization.k8s.io", "User", name, null)
                .build())
        .create();
  }

  /** Why a request was refused; empty if it was not. */
  static String message(ThrowableAssert.ThrowingCallable request) {
    return Optional.ofNullable(catchThrowableOfType(KubernetesClientException.class, request))
        .map(KubernetesClientException::getMessage)
        .orElse("");
  }

  static PolicyRule rule(String group, String resource, String... verbs) {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(resource)
        .withVerbs(verbs)
        .build();
  }
}
