package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.cluster.EmptyRollouts;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator for two namespaces, with the rights of {@code deploy/namespaced}. */
@ExtendWith(ControlPlane.Extension.class)
final class NamespacedIT {

  private static final String ACCOUNT = "namespaced-operator";

  private final Requests requests;
  private final Shop shop;
  private final Shop bank;
  private final Shop foreign;
  private final EmptyRollouts rollouts;
  private final Lifecycle operator;

  NamespacedIT(ControlPlane controlPlane) throws IOException {
    requests = new Requests(controlPlane, ACCOUNT);
    shop = new Shop(controlPlane, RunningOperator.NOT_MINE);
    bank = new Shop(controlPlane, RunningOperator.NOT_MINE);
    foreign = new Shop(controlPlane, RunningOperator.NOT_MINE);
    rollouts = new EmptyRollouts(controlPlane.client());
    OperatorAccount account =
        new OperatorAccount(controlPlane, ACCOUNT)
            .mayActIn(shop.namespace)
            .mayActIn(bank.namespace);
    operator = account.startOperator(shop.namespace, bank.namespace);
  }

  @AfterEach
  void end() {
    operator.handOver();
    rollouts.close();
  }

  @Test
  void itUpgradesAndRestoresThereAndAsksForNothingElsewhere() {
    for (Shop watched : new Shop[] {shop, bank}) {
      watched.applyDeployment("");
      watched.applyService("shop", Shop.UNNAMED);
      watched.applyUpgrade("shop", "");
    }
    shop.awaitReady("shop");
    bank.awaitReady("shop");
    shop.deleteUpgrade("shop");

    assertThat(requests.all()).isNotEmpty();
    assertThat(requests.denied()).isEmpty();
    assertThat(requests.clusterWide()).isEmpty();
    assertThat(requests.in(foreign.namespace)).isEmpty();
  }
}
