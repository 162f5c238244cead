package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The NetworkPolicy of an upgrade follows those of its users, on the real API server. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorNetworkPolicyIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String NAME = "shop-https-upgrade";

  private final KubernetesClient client;
  private final RunningOperator operator;
  private final Shop shop;

  OperatorNetworkPolicyIT(ControlPlane controlPlane, RunningOperator operator) {
    client = controlPlane.client();
    this.operator = operator;
    shop = new Shop(controlPlane);
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
  }

  @Test
  void whereNobodyIsolatesThePodsNeitherDoWe() {
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    operator.lookAgain(shop, 0);

    assertThat(policies()).isEmpty();
  }

  @Test
  void theCallersOfTheAppAreFollowed() {
    allow("front");
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    assertThat(callersOf(8443)).contains("front").doesNotContain("batch");
    assertThat(callersOf(18443)).contains("https-upgrade-system", "https-upgrade-operator");

    allow("batch");
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(callersOf(8443)).contains("batch").doesNotContain("front"));

    shop.applyUpgrade("shop", "ports: [{name: https, appPort: 8080, securePort: 9443}]");
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(callersOf(9443)).contains("batch");
          assertThat(callersOf(8443)).isEmpty();
        });
    shop.awaitReady("shop");
    List<String> writes = operator.writes(shop.namespace);
    operator.lookAgain(shop, 0);
    assertThat(operator.writes(shop.namespace)).isEqualTo(writes);

    client.network().networkPolicies().inNamespace(shop.namespace).withName("shop").delete();
    await().atMost(SOON).untilAsserted(() -> assertThat(policies()).isEmpty());
  }

  @Test
  void aMistakeElsewhereKeepsNobodyIsolatedByOurPolicyAlone() {
    allow("front");
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");

    client.services().inNamespace(shop.namespace).withName("shop").delete();
    shop.awaitStatus(
        "shop",
        status -> assertThat(condition(status, "Accepted")).startsWith("False NoMatchingService"));
    assertThat(callersOf(8443)).contains("front");
    client.network().networkPolicies().inNamespace(shop.namespace).withName("shop").delete();

    await().atMost(SOON).untilAsserted(() -> assertThat(policies()).isEmpty());
  }

  @Test
  void aPolicyOfOurNameThatIsNotOursIsNeverTouched() {
    policy(NAME, "front");
    NetworkPolicy before =
        client.network().networkPolicies().inNamespace(shop.namespace).withName(NAME).get();

    shop.applyUpgrade("shop", "");

    shop.awaitStatus(
        "shop",
        status ->
            assertThat(condition(status, "Accepted"))
                .startsWith("False Conflict: metadata.name: there is a NetworkPolicy " + NAME));
    assertThat(policies()).containsExactly(before);
  }

  private void allow(String app) {
    policy("shop", app);
  }

  private void policy(String name, String app) {
    shop.apply(
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: %s}
        spec:
          podSelector: {matchLabels: {app: shop}}
          ingress:
            - from: [{podSelector: {matchLabels: {app: %s}}}]
              ports: [{port: 8080}]
        """
            .formatted(name, app));
  }

  private List<NetworkPolicy> policies() {
    return client.network().networkPolicies().inNamespace(shop.namespace).list().getItems();
  }

  /** The peers of our policy's rule for that port, as text. */
  private String callersOf(int port) {
    return policies().stream()
        .filter(policy -> policy.getMetadata().getName().equals(NAME))
        .flatMap(policy -> policy.getSpec().getIngress().stream())
        .filter(rule -> isFor(rule, port))
        .map(rule -> Optional.ofNullable(rule.getFrom()).orElse(List.of()).toString())
        .reduce("", String::concat);
  }

  private static boolean isFor(NetworkPolicyIngressRule rule, int port) {
    return rule.getPorts().stream().anyMatch(allowed -> allowed.getPort().getIntVal() == port);
  }
}
