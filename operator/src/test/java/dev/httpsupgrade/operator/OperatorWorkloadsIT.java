package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.Container;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of workload on the real API server, without pods. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorWorkloadsIT {

  private final Shop shop;

  OperatorWorkloadsIT(ControlPlane controlPlane, RunningOperator operator) {
    shop = new Shop(controlPlane);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Deployment", "StatefulSet", "DaemonSet"})
  void eachKindIsUpgradedAndRestoredFieldForField(String kind) {
    shop.applyWorkload(kind, Shop.INIT_CONTAINERS);
    shop.applyService("shop", Shop.UNNAMED);
    Map<String, Object> before = Shop.userFields(shop.workload(kind).object());

    shop.applyUpgrade("shop", kind, "");

    HttpsUpgradeStatus status = shop.awaitReady("shop");
    assertThat(status.services()).containsExactly("shop");
    assertThat(shop.workload(kind).template().getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly("https-upgrade", "migrate", "cache");
    shop.deleteUpgrade("shop");
    assertThat(Shop.userFields(shop.workload(kind).object())).isEqualTo(before);
  }
}
