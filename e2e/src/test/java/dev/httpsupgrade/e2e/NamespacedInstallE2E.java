package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What {@code kubectl apply -k deploy/namespaced} would make. */
@ClusterTest
@Order(90)
final class NamespacedInstallE2E {

  private final TestNamespace namespace;

  NamespacedInstallE2E(TestNamespace namespace) {
    this.namespace = namespace;
  }

  @Test
  void theOperatorIsBoundInItsNamespacesAlone() {
    List<String> documents =
        List.of(namespace.kubectl("kustomize", "deploy/namespaced").split("\n---\n"));

    assertThat(documents).noneMatch(document -> document.contains("kind: ClusterRoleBinding"));
    assertThat(documents)
        .anyMatch(document ->
            document.contains("kind: RoleBinding") && document.contains("namespace: default\n"))
        .anyMatch(document ->
            document.contains("kind: ConfigMap") && document.contains("WATCH_NAMESPACES: default"))
        .anyMatch(document -> document.contains("kind: Deployment"));
  }

  @Test
  void theApiServerAcceptsIt() {
    String apply = "kubectl apply -k deploy/namespaced --dry-run=server";
    assertThat(namespace.cluster().kubectl().runScript(apply))
        .contains("rolebinding.rbac.authorization.k8s.io/https-upgrade-operator created");
  }
}
