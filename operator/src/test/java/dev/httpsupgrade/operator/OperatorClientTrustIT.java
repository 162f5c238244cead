package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.certificate.TestCertificates;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the CAs of clients get from where users keep them to the sidecars' configuration. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorClientTrustIT {

  /** Less than the minute after which the operator looks by itself. */
  private static final Duration AT_ONCE = Duration.ofSeconds(30);

  private static final String BY_CONFIG_MAP =
      "tls: {clientAuth: {mode: Required, trust: {configMap: {name: clients}}}}";
  private static final String BY_SECRET =
      "tls: {clientAuth: {mode: Optional, trust: {secret: {name: clients}}}}";

  private final KubernetesClient client;
  private final Shop shop;
  private final TestCertificates certificates = new TestCertificates("clients");

  OperatorClientTrustIT(ControlPlane controlPlane, RunningOperator operator) {
    client = controlPlane.client();
    shop = new Shop(controlPlane);
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
  }

  @Test
  void nothingIsUpgradedBeforeTheCasAreThere() {
    shop.applyUpgrade("shop", BY_CONFIG_MAP);
    HttpsUpgradeStatus status =
        shop.awaitStatus(
            "shop",
            present ->
                assertThat(condition(present, "Accepted"))
                    .isEqualTo(
                        "False ClientTrustNotFound: spec.tls.clientAuth.trust.configMap.name: ConfigMap clients isn't there; create it"));
    assertThat(status.nextAction()).contains("ConfigMap clients isn't there");
    assertThat(shop.deployment().getSpec().getTemplate().getSpec().getInitContainers()).isEmpty();

    String bundle = authority();
    putConfigMap(bundle);

    shop.awaitReady("shop");
    assertThat(told()).containsEntry("ca.crt", bundle);
  }

  @Test
  void aChangeIsFollowedAndABadOneLeavesTheLastGoodCas() {
    String first = authority();
    String second = authority();
    putConfigMap(first);
    shop.applyUpgrade("shop", BY_CONFIG_MAP);
    shop.awaitReady("shop");
    long generation = shop.deployment().getMetadata().getGeneration();

    putConfigMap(first + second);
    await()
        .atMost(AT_ONCE)
        .untilAsserted(() -> assertThat(told()).containsEntry("ca.crt", first + second));

    putConfigMap("soon");
    shop.awaitStatus(
        "shop",
        present ->
            assertThat(condition(present, "Accepted")).startsWith("False ClientTrustInvalid"));
    assertThat(told()).containsEntry("ca.crt", first + second);

    putConfigMap(second);
    shop.awaitReady("shop");
    assertThat(told()).containsEntry("ca.crt", second);
    assertThat(shop.deployment().getMetadata().getGeneration()).isEqualTo(generation);
  }

  @Test
  void anotherSourceIsFollowedAndTheFormerOneNoMore() {
    String first = authority();
    String second = authority();
    putConfigMap(first);
    shop.applyUpgrade("shop", BY_CONFIG_MAP);
    shop.awaitReady("shop");

    putSecret(first);
    shop.applyUpgrade("shop", BY_SECRET);
    shop.awaitReady("shop");
    await()
        .atMost(AT_ONCE)
        .untilAsserted(
            () -> assertThat(told().get("sidecar.json")).contains("\"mode\" : \"optional\""));
    putSecret(second);
    await().atMost(AT_ONCE).untilAsserted(() -> assertThat(told()).containsEntry("ca.crt", second));
    putConfigMap("soon");
    shop.awaitReady("shop");

    shop.applyUpgrade("shop", "");
    await()
        .atMost(AT_ONCE)
        .untilAsserted(() -> assertThat(told()).containsOnlyKeys("sidecar.json"));
    shop.awaitReady("shop");
  }

  private Map<String, String> told() {
    return shop.configMaps().getFirst().getData();
  }

  private String authority() {
    var validity =
        new TestCertificates.Validity(Instant.now(), Instant.now().plus(Duration.ofDays(1)));
    return certificates.authority(validity).certificatePem();
  }

  private void putConfigMap(String bundle) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(shop.namespace)
                .withName("clients")
                .endMetadata()
                .addToData("ca.crt", bundle)
                .build())
        .serverSideApply();
  }

  private void putSecret(String bundle) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(shop.namespace)
                .withName("clients")
                .endMetadata()
                .addToStringData("ca.crt", bundle)
                .build())
        .serverSideApply();
  }
}
