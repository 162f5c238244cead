package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever writes an HttpsUpgrade gains nothing that they could not do before. */
@ClusterTest
@Order(80)
final class AuthorizationE2E {

  /** Roles and their bindings take a moment to be known to the authorizer. */
  private static final Duration PROPAGATION = Duration.ofSeconds(10);

  private static final Map<String, PolicyRule> RIGHTS =
      Map.of(
          "httpsupgrades", rule("httpsupgrade.dev", "httpsupgrades"),
          "deployments", rule("apps", "deployments"),
          "services", rule("", "services"),
          "secrets", rule("", "secrets"));

  private final TestNamespace namespace;

  AuthorizationE2E(TestNamespace namespace) {
    this.namespace = namespace;
  }

  @ParameterizedTest
  @ValueSource(strings = {"deployments", "services", "secrets"})
  void whoLacksARightOnWhatIsChangedCanNotCreateOne(String missing) {
    // Given
    KubernetesClient user = userWithAllBut(missing);

    // Then
    Awaits.within(
        PROPAGATION,
        () ->
            assertThat(refusal(() -> resource(user, missing).create()))
                .contains("ValidatingAdmissionPolicy")
                .containsIgnoringCase(missing.substring(0, missing.length() - 1)));
  }

  @Test
  void whoHasAllOfThemCan() {
    KubernetesClient user = userWithAllBut("");

    Awaits.within(
        PROPAGATION,
        () -> assertThat(refusal(() -> resource(user, "permitted").create())).isEmpty());
  }

  @Test
  void whoLacksARightCanNotChangeTheSpecOfOneThatIsThere() {
    // Given
    resource(namespace.cluster().client(), "existing").create();
    KubernetesClient user = userWithAllBut("deployments");
    Resource<GenericKubernetesResource> existing = resource(user, "existing");
    String annotation = "{\"metadata\":{\"annotations\":{\"team\":\"checkout\"}}}";
    String spec = "{\"spec\":{\"sidecar\":{\"logLevel\":\"debug\"}}}";

    // Then
    Awaits.within(
        PROPAGATION, () -> assertThat(refusal(() -> patch(existing, annotation))).isEmpty());
    assertThat(refusal(() -> patch(existing, spec))).contains("ValidatingAdmissionPolicy");
  }

  private KubernetesClient userWithAllBut(String missing) {
    String user = "e2e-without-" + missing + "-" + System.nanoTime();
    List<PolicyRule> rules =
        RIGHTS.entrySet().stream()
            .filter(right -> !right.getKey().equals(missing))
            .map(Map.Entry::getValue)
            .toList();
    var role = new RoleBuilder().withNewMetadata().withName(user).endMetadata().withRules(rules);
    var binding =
        new RoleBindingBuilder()
            .withNewMetadata()
            .withName(user)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "Role", user)
            .addNewSubject("rbac.authorization.k8s.io", "User", user, null);
    Stream.of(role.build(), binding.build())
        .forEach(object -> namespace.client().resource(object).create());
    return namespace.cluster().as(user);
  }

  private Resource<GenericKubernetesResource> resource(KubernetesClient user, String name) {
    var upgrade = new GenericKubernetesResource();
    upgrade.setApiVersion(Upgrade.API_VERSION);
    upgrade.setKind(Upgrade.KIND);
    upgrade.setMetadata(
        new ObjectMetaBuilder().withName(name).withNamespace(namespace.name()).build());
    upgrade.setAdditionalProperty(
        "spec", Map.of("targetRef", Map.of("kind", "Deployment", "name", name)));
    return user.resource(upgrade).inNamespace(namespace.name());
  }

  private static void patch(Resource<GenericKubernetesResource> resource, String json) {
    resource.patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  /** What the API server says, empty if it has nothing against the request. */
  private static String refusal(Runnable request) {
    var refusal = catchThrowableOfType(KubernetesClientException.class, request::run);
    return refusal == null ? "" : String.valueOf(refusal.getMessage());
  }

  private static PolicyRule rule(String group, String resource) {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(resource)
        .withVerbs("get", "list", "create", "update", "patch", "delete")
        .build();
  }
}
