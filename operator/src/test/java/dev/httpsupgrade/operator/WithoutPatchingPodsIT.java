package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.cluster.EmptyRollouts;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The right to patch pods is optional. */
@ExtendWith(ControlPlane.Extension.class)
final class WithoutPatchingPodsIT {

  private final KubernetesClient client;
  private final Shop shop;
  private final AdmittedPods pods;
  private final EmptyRollouts rollouts;
  private final Lifecycle operator;

  WithoutPatchingPodsIT(ControlPlane controlPlane) throws IOException {
    client = controlPlane.client();
    shop = new Shop(controlPlane, RunningOperator.NOT_MINE);
    pods = new AdmittedPods(controlPlane, shop);
    rollouts = new EmptyRollouts(client);
    OperatorAccount account =
        new OperatorAccount(controlPlane, "operator-without-pods")
            .mayActIn(shop.namespace, "get pods", "patch pods");
    operator = account.startOperator(shop.namespace);
  }

  @AfterEach
  void end() {
    operator.handOver();
    rollouts.close();
  }

  @Test
  void aRenewalIsLeftToTheKubeletAndTheStatusSaysSo() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");

    try (var sidecar = new StubbornSidecar()) {
      pods.create(
          sidecar.pod(shop.namespace, shop.configMaps().getFirst().getMetadata().getName()));

      shop.awaitStatus(
          "shop",
          status ->
              assertThat(condition(status, "Served"))
                  .startsWith("False WaitingForPods: shop-1: still has certificate ")
                  .endsWith(
                      ", which the kubelet replaces within two minutes; it would at once if the operator had the right to patch pods"));
    }
    client.pods().inNamespace(shop.namespace).withName("shop-1").withGracePeriod(0).delete();
    shop.awaitReady("shop");
  }
}
