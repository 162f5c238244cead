package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an upgrade is made of is deleted in any order, on the real API server. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorDeletionIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final Shop shop;
  private final UpgradeStory story;

  OperatorDeletionIT(ControlPlane controlPlane, RunningOperator operator) {
    client = controlPlane.client();
    shop = new Shop(controlPlane);
    story = new UpgradeStory(controlPlane.client(), shop.namespace);
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
  }

  @Test
  void withoutItsServicesTheWorkloadIsRestored() {
    Map<String, Object> deployment = Shop.userFields(shop.deployment());
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    client.resource(shop.service("shop")).delete();

    shop.deleteUpgrade("shop");

    assertThat(Shop.userFields(shop.deployment())).isEqualTo(deployment);
  }

  @Test
  void withoutServicesAndWorkloadItGoes() {
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    client.resource(shop.service("shop")).delete();
    client.resource(shop.deployment()).delete();

    shop.deleteUpgrade("shop");

    assertThat(shop.upgrade("shop")).isNull();
  }

  @Test
  void aWorkloadThatIsDeletedAndCreatedAgainIsUpgradedAgain() {
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");

    client.resource(shop.deployment()).delete();

    shop.awaitStatus(
        "shop",
        status -> assertThat(condition(status, "Accepted")).startsWith("False TargetNotFound"));

    shop.applyDeployment("");

    shop.awaitReady("shop");
    assertThat(shop.deployment().getSpec().getTemplate().getSpec().getInitContainers()).hasSize(1);
  }

  @Test
  void aServiceThatIsDeletedAndCreatedAgainGetsItsPortAgain() {
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");

    client.resource(shop.service("shop")).delete();
    shop.awaitStatus(
        "shop",
        status -> assertThat(condition(status, "Accepted")).startsWith("False NoMatchingService"));
    shop.applyService("shop", Shop.UNNAMED);

    shop.awaitReady("shop");
    assertThat(shop.portsOf("shop")).containsExactly("http 80 8080", "https 443 hu-https");
  }

  @Test
  void aRefusedRestoreSaysSoAndCanBeForced() {
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    try (var _ = new HandsOffPolicy(client, shop.namespace, "shop")) {
      client.resource(shop.upgrade("shop")).delete();
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(condition(shop.upgrade("shop").getStatus(), "Ready"))
                  .startsWith("False ChangeRefused: the API server refuses to restore")
                  .contains("hands off", "annotation httpsupgrade.dev/force-delete: \"true\""));

      story.annotate("httpsupgrade.dev/force-delete", "true");

      await().atMost(SOON).until(() -> shop.upgrade("shop") == null);
    }
    assertThat(shop.deployment().getSpec().getTemplate().getSpec().getInitContainers()).hasSize(1);
    assertThat(shop.secret("shop-https-upgrade").getMetadata().getOwnerReferences()).isEmpty();
    assertThat(shop.configMaps())
        .hasSize(1)
        .extracting(HasMetadata::getMetadata)
        .allMatch(metadata -> metadata.getOwnerReferences().isEmpty());
    assertThat(client.events().v1().events().inNamespace(shop.namespace).list().getItems())
        .extracting(event -> event.getReason())
        .contains("Abandoned");
  }

  @Test
  void whatAForcedDeletionLeftIsTakenOverByANewUpgrade() {
    Map<String, Object> deployment = Shop.userFields(shop.deployment());
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    long generation = shop.deployment().getMetadata().getGeneration();
    story.annotate("httpsupgrade.dev/force-delete", "true");
    shop.deleteUpgrade("shop");

    shop.applyUpgrade("shop", "");

    shop.awaitReady("shop");
    assertThat(shop.deployment().getMetadata().getGeneration()).isEqualTo(generation);
    assertThat(shop.secret("shop-https-upgrade").getMetadata().getOwnerReferences()).hasSize(1);
    shop.deleteUpgrade("shop");
    assertThat(Shop.userFields(shop.deployment())).isEqualTo(deployment);
  }
}
