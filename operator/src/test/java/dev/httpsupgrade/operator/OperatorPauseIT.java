package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pause annotation on the real API server. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorPauseIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PAUSE = "httpsupgrade.dev/pause";

  private final RunningOperator operator;
  private final Shop shop;
  private final UpgradeStory story;

  OperatorPauseIT(ControlPlane controlPlane, RunningOperator operator) {
    this.operator = operator;
    shop = new Shop(controlPlane);
    story = new UpgradeStory(controlPlane.client(), shop.namespace);
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
  }

  @Test
  void aPausedUpgradeChangesNothingAndGoesOnWithoutTheAnnotation() {
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    story.annotate(PAUSE, "true");
    awaitPaused();
    Map<String, String> before = shop.versions();

    shop.applyUpgrade(
        "shop", "ports: [{name: https, appPort: 8080, securePort: 9443, servicePort: 8443}]");
    awaitPaused();
    shop.applyService("shop-web", Shop.NAMED);
    operator.lookAgain(shop, 1);

    Map<String, String> after = shop.versions();
    assertThat(shop.portsOf("shop-web")).containsExactly("web 80 8080");
    for (String kind : new String[] {"Deployment", "Service", "Secret", "ConfigMap"}) {
      assertThat(after).containsEntry(kind, before.get(kind));
    }

    story.annotate(PAUSE, null);

    shop.awaitReady("shop");
    assertThat(shop.portsOf("shop")).containsExactly("http 80 8080", "https 8443 hu-https");
  }

  @Test
  void theCertificateInUseIsRenewedAllTheSame() {
    shop.applyUpgrade("shop", "");
    String former = serialNumber(shop.awaitReady("shop"));
    story.annotate(PAUSE, "true");
    awaitPaused();

    shop.applyUpgrade("shop", "certificate: {duration: 2000h, operatorCA: {}}");

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(serialNumber(shop.upgrade("shop").getStatus())).isNotEqualTo(former));
  }

  @Test
  void aPausedUpgradeCanBeDeleted() {
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    story.annotate(PAUSE, "true");
    awaitPaused();

    shop.deleteUpgrade("shop");

    assertThat(shop.deployment().getSpec().getTemplate().getSpec().getInitContainers()).isEmpty();
    assertThat(shop.portsOf("shop")).containsExactly("null 80 8080");
  }

  private void awaitPaused() {
    shop.awaitStatus(
        "shop",
        status ->
            assertThat(condition(status, "Accepted"))
                .isEqualTo(
                    "False Paused: metadata.annotations[httpsupgrade.dev/pause]: nothing is changed, but the certificate in use is renewed; remove the annotation to go on"));
  }

  private static String serialNumber(HttpsUpgradeStatus status) {
    return Objects.requireNonNull(status.certificate()).serialNumber();
  }
}
