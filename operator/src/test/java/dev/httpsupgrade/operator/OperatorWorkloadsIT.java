package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of workload on the real API server, without its controllers. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorWorkloadsIT {

  private final ControlPlane controlPlane;
  private final Shop shop;

  OperatorWorkloadsIT(ControlPlane controlPlane, RunningOperator operator) {
    this.controlPlane = controlPlane;
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
    assertThat(names(shop.workload(kind).template().getSpec()))
        .containsExactly("https-upgrade", "migrate", "cache");
    shop.deleteUpgrade("shop");
    assertThat(Shop.userFields(shop.workload(kind).object())).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Deployment", "StatefulSet", "DaemonSet"})
  void eachKindIsUpgradedByAdmissionAndRestoredFieldForField(String kind) {
    var pods = new AdmittedPods(controlPlane, shop);
    shop.applyWorkload(kind, Shop.INIT_CONTAINERS);
    shop.applyService("shop", Shop.UNNAMED);
    Map<String, Object> before = Shop.userFields(shop.workload(kind).object());

    shop.applyUpgrade("shop", kind, "injection: Admission");

    HttpsUpgradeStatus status = shop.awaitReady("shop");
    assertThat(status.services()).containsExactly("shop");
    PodTemplateSpec template = shop.workload(kind).template();
    assertThat(template.getMetadata().getLabels()).containsOnlyKeys("app", Names.INJECTION_LABEL);
    assertThat(names(template.getSpec())).containsExactly("migrate", "cache");
    Pod pod = pods.create(template);
    assertThat(names(pod.getSpec())).containsExactly("https-upgrade", "migrate", "cache");
    controlPlane.client().resource(pod).withGracePeriod(0).delete();
    shop.deleteUpgrade("shop");
    assertThat(Shop.userFields(shop.workload(kind).object())).isEqualTo(before);
  }

  private static List<String> names(PodSpec pod) {
    return pod.getInitContainers().stream().map(Container::getName).toList();
  }
}
