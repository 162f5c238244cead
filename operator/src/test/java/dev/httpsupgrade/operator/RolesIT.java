package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Injection;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The roles that {@code deploy/} adds to those of Kubernetes. */
@ExtendWith(ControlPlane.Extension.class)
final class RolesIT {

  private final ControlPlane controlPlane;
  private final String namespace;
  private final User alice;

  RolesIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    namespace = controlPlane.newNamespace();
    alice = new User(controlPlane, "alice");
  }

  @ParameterizedTest
  @CsvSource({"edit, true", "admin, true", "view, false"})
  void theRolesOfKubernetesIncludeOurs(String role, boolean mayWrite) {
    alice.grant(namespace, aggregated(role).toArray(PolicyRule[]::new));
    var upgrades = alice.client().resources(HttpsUpgrade.class).inNamespace(namespace);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(User.message(upgrades::list)).isEmpty());
    // Who writes what admission adds to pods would choose image and user of what runs in them.
    var injections = alice.client().resources(Injection.class).inNamespace(namespace);
    assertThat(User.message(() -> injections.withName("shop").delete()))
        .contains("cannot delete resource \"injections\"");
    String refusal = User.message(() -> upgrades.withName("shop").delete());
    if (mayWrite) {
      assertThat(refusal).isEmpty();
    } else {
      assertThat(refusal).contains("cannot delete resource");
    }
  }

  /** What the controller of the roles, which doesn't run here, puts into a role. */
  private List<PolicyRule> aggregated(String role) {
    var roles = controlPlane.client().rbac().clusterRoles();
    return roles.withName(role).get().getAggregationRule().getClusterRoleSelectors().stream()
        .flatMap(selector -> roles.withLabels(selector.getMatchLabels()).list().getItems().stream())
        .flatMap(part ->
            isAggregate(part)
                ? aggregated(part.getMetadata().getName()).stream()
                : part.getRules().stream())
        .toList();
  }

  private static boolean isAggregate(ClusterRole role) {
    return role.getAggregationRule() != null;
  }
}
