package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.apply.RealChanges;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;

/** A shop whose upgrade is planned first. */
final class PlannedShop {

  private final Shop shop;
  private final NamespacedKubernetesClient client;

  PlannedShop(ControlPlane controlPlane, Shop shop) {
    this.shop = shop;
    client =
        controlPlane.client().adapt(NamespacedKubernetesClient.class).inNamespace(shop.namespace);
  }

  HttpsUpgradeStatus awaitPlanned(String name) {
    return shop.awaitStatus(
        name, status -> assertThat(condition(status, "Ready")).startsWith("False Planned: "));
  }

  /** Sets the stage to Observe. */
  void observe(String name) {
    client
        .resources(HttpsUpgrade.class)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"stage\":\"Observe\"}}");
  }

  /** Everything that an upgrade may write. */
  List<HasMetadata> objects() {
    return RealChanges.objects(client);
  }
}
