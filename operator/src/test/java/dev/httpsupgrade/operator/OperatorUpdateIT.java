package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.SidecarStatus;
import dev.httpsupgrade.operator.api.v1alpha1.UpdatePolicy;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A newer operator, with a newer sidecar, on the real API server. */
@ExtendWith(ControlPlane.Extension.class)
final class OperatorUpdateIT {

  private static final String NEWER = "example.com/sidecar:2.0.0";
  private static final Duration SOON = Duration.ofSeconds(30);

  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final Shop shop;

  OperatorUpdateIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    client = controlPlane.client();
    shop = new Shop(controlPlane);
  }

  @Test
  void restartsNothingUntilThePolicyLetsIt() {
    try (var operator = new RunningOperator(controlPlane, "older")) {
      begin(shop);
      assertThat(operator.writes(shop.namespace)).isNotEmpty();
    }
    String former = image(shop);
    Map<String, String> versions = shop.versions();

    try (var operator =
        new RunningOperator(
            controlPlane, "newer", GoldenCase.settings(NEWER, UpdatePolicy.Manual))) {
      for (int i = 0; i < 3; i++) {
        operator.lookAgain(shop, i);
      }
      assertThat(operator.writes(shop.namespace)).isEmpty();
      assertThat(shop.versions()).isEqualTo(versions);

      changeResources();
      assertThat(image(shop)).as("after a change of the spec").isEqualTo(former);

      allow(NEWER);
      await().atMost(SOON).until(() -> image(shop).equals(NEWER));
      shop.awaitStatus("shop", status -> assertThat(pinned(status.sidecar())).isEqualTo(NEWER));
    }
  }

  private static void begin(Shop shop) {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    shop.awaitStatus("shop", status -> assertThat(pinned(status.sidecar())).isEqualTo(image(shop)));
  }

  private void changeResources() {
    shop.applyUpgrade("shop", "sidecar: {resources: {requests: {cpu: 30m}}}");
    await()
        .atMost(SOON)
        .until(() ->
            GoldenCase.YAML
                .asJson(shop.deployment().getSpec().getTemplate())
                .contains("\"cpu\":\"30m\""));
    shop.awaitReady("shop");
  }

  private void allow(String image) {
    client
        .resource(shop.upgrade("shop"))
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"httpsupgrade.dev/update-to\":\"%s\"}}}"
                .formatted(image));
  }

  private static String pinned(@Nullable SidecarStatus sidecar) {
    return Objects.requireNonNull(sidecar).image();
  }

  private static String image(Shop shop) {
    return shop.deployment()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getInitContainers()
        .getFirst()
        .getImage();
  }
}
