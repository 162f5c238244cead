package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Secrets and ConfigMaps of others cost the operator nothing, however many and large they are: it
 * never asks for them.
 */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class ForeignSecretsIT {

  private final ControlPlane controlPlane;
  private final Shop shop;

  ForeignSecretsIT(ControlPlane controlPlane, RunningOperator operator) {
    this.controlPlane = controlPlane;
    shop = new Shop(controlPlane);
  }

  @Test
  void onlyWhatUpgradesOwnOrNameIsListedAndWatched() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "certificate: {secret: {name: source}}");
    shop.awaitStatus("shop", status -> assertThat(status.conditions()).isNotEmpty());

    assertThat(new Requests(controlPlane, "operator").uris("secrets", "configmaps"))
        .isNotEmpty()
        .allMatch(uri ->
            uri.contains("labelSelector=httpsupgrade.dev%2Fupgrade")
                || uri.contains("fieldSelector=metadata.name%3D"));
  }
}
