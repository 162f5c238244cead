package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static dev.httpsupgrade.operator.Shop.userFields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the operator takes back on the real API server. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorRestoreIT {

  private final KubernetesClient client;
  private final Shop shop;

  OperatorRestoreIT(ControlPlane controlPlane, RunningOperator operator) {
    client = controlPlane.client();
    shop = new Shop(controlPlane);
  }

  @Test
  void aDeletionRestoresEverythingFieldForField() {
    shop.applyDeployment(Shop.INIT_CONTAINERS);
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyService("shop-web", Shop.NAMED);
    Map<String, Object> deployment = userFields(shop.deployment());
    Map<String, Object> unnamed = userFields(shop.service("shop"));
    Map<String, Object> named = userFields(shop.service("shop-web"));
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    assertThat(userFields(shop.deployment())).isNotEqualTo(deployment);
    assertThat(userFields(shop.service("shop-web"))).isNotEqualTo(named);

    shop.deleteUpgrade("shop");

    assertThat(userFields(shop.deployment())).isEqualTo(deployment);
    assertThat(userFields(shop.service("shop"))).isEqualTo(unnamed);
    assertThat(userFields(shop.service("shop-web"))).isEqualTo(named);
  }

  @Test
  void aDeletionWithoutItsWorkloadRestoresTheServices() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    Map<String, Object> service = userFields(shop.service("shop"));
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    client.resource(shop.deployment()).delete();

    shop.deleteUpgrade("shop");

    assertThat(userFields(shop.service("shop"))).isEqualTo(service);
  }

  @Test
  void aServiceThatLeavesThePlanIsRestored() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyService("shop-web", Shop.NAMED);
    Map<String, Object> before = userFields(shop.service("shop-web"));
    shop.applyUpgrade("shop", "services: {names: [shop, shop-web]}");
    shop.awaitReady("shop");
    assertThat(shop.portsOf("shop-web")).containsExactly("web 80 8080", "https 443 hu-https");

    shop.applyUpgrade("shop", "services: {names: [shop]}");

    shop.awaitStatus(
        "shop",
        status -> {
          assertThat(condition(status, "Ready")).startsWith("True");
          assertThat(status.services()).containsExactly("shop");
        });
    assertThat(userFields(shop.service("shop-web"))).isEqualTo(before);
    assertThat(served(shop.awaitReady("shop")).dnsNames()).noneMatch(name -> name.contains("web"));
  }

  private static HttpsUpgradeStatus.CertificateStatus served(HttpsUpgradeStatus status) {
    return Objects.requireNonNull(status.certificate());
  }
}
