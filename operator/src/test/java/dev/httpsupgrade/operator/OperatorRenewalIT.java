package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A renewal that somebody asks for, on the real API server. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorRenewalIT {

  private final RunningOperator operator;
  private final Shop shop;
  private final UpgradeStory story;

  OperatorRenewalIT(ControlPlane controlPlane, RunningOperator operator) {
    this.operator = operator;
    shop = new Shop(controlPlane);
    story = new UpgradeStory(controlPlane.client(), shop.namespace);
  }

  @Test
  void eachValueOfTheAnnotationHasOneCertificateIssued() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    String first = serialNumber(shop.awaitReady("shop"));

    story.annotate(Names.RENEW, "Monday, 9:00");
    String second = awaitOther(first);
    operator.lookAgain(shop, 1);
    assertThat(serialNumber(shop.awaitReady("shop"))).isEqualTo(second);

    story.annotate(Names.RENEW, "Monday, 9:05");
    String third = awaitOther(second);
    story.annotate(Names.RENEW, null);
    operator.lookAgain(shop, 2);
    assertThat(serialNumber(shop.awaitReady("shop"))).isEqualTo(third);
  }

  private String awaitOther(String serialNumber) {
    return serialNumber(
        shop.awaitStatus(
            "shop", status -> assertThat(serialNumber(status)).isNotEqualTo(serialNumber)));
  }

  private static String serialNumber(HttpsUpgradeStatus status) {
    return Objects.requireNonNull(status.certificate()).serialNumber();
  }
}
