package dev.httpsupgrade.operator;

import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.metrics.OperatorMetrics;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A service account like the operator's, which {@code deploy/namespaced} gives rights to. */
final class OperatorAccount {

  private static final Path NAMESPACED = Path.of("..", "deploy", "namespaced");
  private static final String OPERATOR = "https-upgrade-operator";
  private static final String HOME = GoldenCase.SETTINGS.namespace();

  private final ControlPlane controlPlane;
  private final String name;

  /** One that may do what an operator may in its own namespace. */
  OperatorAccount(ControlPlane controlPlane, String name) {
    this.controlPlane = controlPlane;
    this.name = name;
    controlPlane.client().resource(bound(HOME, name, "Role")).create();
  }

  /** May do in that namespace what {@code deploy/namespaced} grants, but for some things. */
  OperatorAccount mayActIn(String namespace, String... butNot) throws IOException {
    ClusterRole role = controlPlane.client().rbac().clusterRoles().withName(OPERATOR).get();
    List<PolicyRule> rules = role.getRules().stream().map(rule -> without(rule, butNot)).toList();
    controlPlane
        .client()
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(name + "-in-" + namespace)
                .endMetadata()
                .withRules(rules)
                .build())
        .create();
    for (HasMetadata object : controlPlane.load(NAMESPACED.resolve("role-bindings.yaml"))) {
      var binding =
          new RoleBindingBuilder((RoleBinding) object)
              .editMetadata()
              .withNamespace(namespace)
              .endMetadata()
              .editRoleRef()
              .withName(name + "-in-" + namespace)
              .endRoleRef()
              .editFirstSubject()
              .withName(name)
              .endSubject()
              .build();
      controlPlane.client().resource(binding).create();
    }
    awaitRightsIn(namespace);
    return this;
  }

  private static PolicyRule without(PolicyRule rule, String... butNot) {
    return new PolicyRuleBuilder(rule)
        .withVerbs(
            rule.getVerbs().stream()
                .filter(verb ->
                    Stream.of(butNot)
                        .noneMatch(one ->
                            rule.getResources().contains(one.split(" ", 2)[1])
                                && verb.equals(one.split(" ", 2)[0])))
                .toList())
        .build();
  }

  /** A role takes effect a moment later. */
  private void awaitRightsIn(String namespace) {
    try (KubernetesClient probe = ControlPlane.client(config().withUserAgent("probe").build())) {
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() ->
              probe.resources(HttpsUpgrade.class).inNamespace(namespace).list() != null
                  && probe.leases().inNamespace(HOME).withName("none").get() == null);
    }
  }

  /** May do nothing there any more. */
  void mayActNoMoreIn(String namespace) {
    controlPlane.client().rbac().roleBindings().inNamespace(namespace).delete();
    try (KubernetesClient probe = ControlPlane.client(config().withUserAgent("probe").build())) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() ->
              User.message(() -> probe.services().inNamespace(namespace).list())
                  .contains("forbidden"));
    }
  }

  ConfigBuilder config() {
    return controlPlane.configOfTheOperator(name).withUserAgent(name);
  }

  /** Starts an operator that is for those namespaces; the caller ends it. */
  Lifecycle startOperator(String... namespaces) {
    var operator =
        new Lifecycle(
            settings(namespaces),
            ControlPlane.client(config().build()),
            new OperatorMetrics(),
            () -> {});
    operator.start();
    return operator;
  }

  /** Settings of an operator that is for those namespaces, under the account's name. */
  OperatorSettings settings(String... namespaces) {
    return new OperatorSettings(
        new OperatorSettings.Replica(HOME, name),
        Set.of(namespaces),
        GoldenCase.SETTINGS.sidecarImage(),
        GoldenCase.SETTINGS.cluster(),
        GoldenCase.SETTINGS.rollouts(),
        GoldenCase.SETTINGS.ca());
  }

  private static RoleBinding bound(String namespace, String account, String kindOfRole) {
    return new RoleBindingBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(account)
        .endMetadata()
        .withNewRoleRef("rbac.authorization.k8s.io", kindOfRole, OPERATOR)
        .addNewSubject("", "ServiceAccount", account, HOME)
        .build();
  }
}
