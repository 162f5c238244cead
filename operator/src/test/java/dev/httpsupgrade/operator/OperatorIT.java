package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.ownedBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.Chains;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator on the real API server, with workloads without replicas. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final ControlPlane controlPlane;
  private final RunningOperator operator;
  private final Shop shop;
  private final UpgradeStory story;

  OperatorIT(ControlPlane controlPlane, RunningOperator operator) {
    this.controlPlane = controlPlane;
    this.operator = operator;
    shop = new Shop(controlPlane);
    story = new UpgradeStory(controlPlane.client(), shop.namespace);
  }

  @Test
  void aWorkloadWithAServiceOfOneUnnamedPortBecomesReady() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);

    shop.applyUpgrade("shop", "");

    HttpsUpgradeStatus status = shop.awaitReady("shop");
    assertThat(status.services()).containsExactly("shop");
    assertThat(status.ports())
        .containsExactly(new HttpsUpgradeStatus.PortStatus("https", 8080, 8443, 443));
    assertThat(status.nextAction()).isNull();
    assertThat(status.pods()).isEqualTo(new HttpsUpgradeStatus.PodsStatus(0, 0, 0, null));
    assertThat(shop.portsOf("shop")).containsExactly("http 80 8080", "https 443 hu-https");
    var template = shop.deployment().getSpec().getTemplate();
    assertThat(template.getMetadata().getLabels()).containsEntry(Names.UPGRADE_LABEL, "shop");
    assertThat(template.getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly("https-upgrade");
    assertThat(template.getSpec().getVolumes())
        .extracting(volume -> volume.getName())
        .containsExactly("https-upgrade", "https-upgrade-no-token");
    assertThat(shop.configMaps()).hasSize(1).allMatch(this::belongsToTheUpgrade);
  }

  @Test
  void theCertificateIsIssuedByTheOperatorsCaForTheNamesOfTheServices() throws Exception {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");

    HttpsUpgradeStatus status = shop.awaitReady("shop");

    Secret secret = shop.secret("shop-https-upgrade");
    assertThat(secret.getType()).isEqualTo("kubernetes.io/tls");
    assertThat(secret.getData()).containsOnlyKeys("ca.crt", "tls.crt", "tls.key");
    assertThat(belongsToTheUpgrade(secret)).isTrue();
    List<X509Certificate> chain = Chains.in(secret, "tls.crt");
    Chains.assertTrusted(chain, Chains.in(secret, "ca.crt").getFirst(), Instant.now());
    X509Certificate leaf = chain.getFirst();
    assertThat(served(status).serialNumber()).isEqualTo(leaf.getSerialNumber().toString(16));
    assertThat(served(status).dnsNames())
        .containsExactly(
            "shop.%s.svc".formatted(shop.namespace),
            "shop.%s.svc.cluster.local".formatted(shop.namespace));
    assertThat(leaf.getNotAfter().toInstant())
        .isBetween(
            Instant.now().plus(Duration.ofDays(89)), Instant.now().plus(Duration.ofDays(91)));
  }

  @Test
  void whatHappenedIsToldInEventsInItsOrder() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.NAMED);
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(story.events())
                .containsSubsequence(
                    "Accepted",
                    "Issued",
                    "Injected",
                    "RolloutComplete",
                    "Served",
                    "CertificateServed",
                    "Ready"));

    shop.deleteUpgrade("shop");

    assertThat(story.events()).containsSubsequence("Ready", "Restoring").endsWith("Restoring");
  }

  @Test
  void atRestAHundredLooksWriteNothingAndNeitherDoesARestart() {
    shop.applyDeployment(Shop.INIT_CONTAINERS);
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "sidecar: {resources: {requests: {cpu: 100m}}}");
    shop.awaitReady("shop");
    Map<String, String> versions = shop.versions();
    List<String> writes = operator.writes(shop.namespace);

    for (int i = 0; i < 100; i++) {
      operator.lookAgain(shop, i);
    }
    try (var restarted = new RunningOperator(controlPlane, "operator-restarted")) {
      await().atMost(SOON).until(() -> restarted.looks(shop.namespace) > 0);
      restarted.lookAgain(shop, 100);

      assertThat(restarted.writes(shop.namespace)).isEmpty();
    }
    assertThat(operator.writes(shop.namespace)).isEqualTo(writes);
    assertThat(shop.versions()).isEqualTo(versions);
  }

  @Test
  void theSidecarIsTheFirstInitContainerAndTheOthersStayTheirOwners() {
    shop.applyDeployment(Shop.INIT_CONTAINERS);
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");

    assertThat(shop.deployment().getSpec().getTemplate().getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly("https-upgrade", "migrate", "cache");
    assertThat(ownedBy(Names.FIELD_MANAGER, shop.deployment()))
        .contains("https-upgrade")
        .doesNotContain("migrate", "cache");
    assertThat(ownedBy("owner", shop.deployment())).contains("migrate", "cache");
  }

  @Test
  void otherPortsGetAConfigurationOfTheirOwnAndTheFormerOneGoes() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    String former = shop.configMaps().getFirst().getMetadata().getName();

    shop.applyUpgrade(
        "shop", "ports: [{name: tls, appPort: 8080, securePort: 9443, servicePort: 8443}]");

    shop.awaitReady("shop");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(shop.configMaps())
                .hasSize(1)
                .noneMatch(configMap -> configMap.getMetadata().getName().equals(former)));
    assertThat(shop.portsOf("shop")).containsExactly("http 80 8080", "tls 8443 hu-tls");
  }

  @Test
  void theOwnerMayApplyAgainWithoutTakingAnythingAway() {
    shop.applyDeployment(Shop.INIT_CONTAINERS);
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    Map<String, String> versions = shop.versions();

    shop.applyDeployment(Shop.INIT_CONTAINERS);
    shop.applyService("shop", Shop.UNNAMED);

    assertThat(shop.versions()).isEqualTo(versions);
  }

  private boolean belongsToTheUpgrade(HasMetadata object) {
    var upgrade = shop.upgrade("shop");
    return "shop".equals(object.getMetadata().getLabels().get(Names.UPGRADE_LABEL))
        && object.getMetadata().getOwnerReferences().stream()
            .allMatch(owner -> owner.getUid().equals(upgrade.getMetadata().getUid()))
        && object.getMetadata().getOwnerReferences().size() == 1;
  }

  private static HttpsUpgradeStatus.CertificateStatus served(HttpsUpgradeStatus status) {
    return Objects.requireNonNull(status.certificate());
  }
}
