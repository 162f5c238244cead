package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static dev.httpsupgrade.operator.Shop.userFields;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.TestCertificates;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the operator makes of a user's mistakes on the real API server. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorMistakesIT {

  private final KubernetesClient client;
  private final RunningOperator operator;
  private final Shop shop;

  OperatorMistakesIT(ControlPlane controlPlane, RunningOperator operator) {
    client = controlPlane.client();
    this.operator = operator;
    shop = new Shop(controlPlane);
  }

  @Test
  void aForeignSecretOfOurNameIsNeverTouched() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: shop-https-upgrade}
        stringData: {password: hunter2}
        """);
    Secret before = shop.secret("shop-https-upgrade");
    Map<String, Object> deployment = userFields(shop.deployment());

    shop.applyUpgrade("shop", "");

    HttpsUpgradeStatus status =
        shop.awaitStatus(
            "shop",
            present ->
                assertThat(condition(present, "CertificateReady"))
                    .startsWith("False SecretConflict: metadata.name: there is a Secret"));
    assertThat(status.nextAction()).contains("shop-https-upgrade", "remove it");
    assertThat(condition(status, "Ready")).startsWith("False SecretConflict");
    assertThat(shop.secret("shop-https-upgrade")).isEqualTo(before);
    assertThat(userFields(shop.deployment())).isEqualTo(deployment);

    client.resource(before).delete();
    shop.touch(0);
    shop.awaitReady("shop");
  }

  @Test
  void aFieldOfSomebodyElseIsAConflictThatNamesManagerAndField() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    applyPodLabelAsHelm("httpsupgrade.dev/upgrade: mine");

    shop.applyUpgrade("shop", "");

    HttpsUpgradeStatus status =
        shop.awaitStatus(
            "shop",
            present ->
                assertThat(condition(present, "Injected"))
                    .startsWith("False Conflict: Deployment shop: "));
    assertThat(condition(status, "Injected"))
        .contains("helm", ".spec.template.metadata.labels.httpsupgrade.dev/upgrade");
    assertThat(status.nextAction()).contains("helm");
    assertThat(shop.deployment().getSpec().getTemplate().getSpec().getInitContainers()).isEmpty();
    assertThat(shop.portsOf("shop")).containsExactly("null 80 8080");
  }

  @Test
  void aConflictIsMetOnceUntilTheFieldIsGivenUp() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    applyPodLabelAsHelm("httpsupgrade.dev/upgrade: mine");
    shop.applyUpgrade("shop", "");
    shop.awaitStatus(
        "shop", status -> assertThat(condition(status, "Injected")).startsWith("False Conflict: "));
    List<String> writes = operator.writes(shop.namespace);

    for (int i = 0; i < 3; i++) {
      operator.lookAgain(shop, i);
    }
    assertThat(operator.writes(shop.namespace)).isEqualTo(writes);

    applyPodLabelAsHelm("team: shop");
    shop.awaitReady("shop");
  }

  @Test
  void ofTwoUpgradesForOneTargetTheOlderOneHasItUntilItGoes() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("first", "");
    shop.awaitReady("first");

    shop.applyUpgrade("second", "");
    HttpsUpgradeStatus status =
        shop.awaitStatus(
            "second",
            present ->
                assertThat(condition(present, "Accepted"))
                    .isEqualTo(
                        "False TargetAlreadyUpgraded: spec.targetRef.name: HttpsUpgrade first already upgrades Deployment shop; delete one of the two"));
    assertThat(status.services()).isEmpty();
    shop.awaitReady("first");

    shop.deleteUpgrade("first");
    shop.awaitReady("second");
    assertThat(shop.deployment().getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry(Names.UPGRADE_LABEL, "second");
  }

  @Test
  void whoHasAServiceFirstKeepsItUntilItGoes() {
    shop.applyDeployment("");
    shop.applyCanary();
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    List<String> ports = shop.portsOf("shop");

    shop.applyUpgradeOfTheCanary("[{name: secure, appPort: 8080, servicePort: 8444}]");

    shop.awaitStatus(
        "canary",
        status ->
            assertThat(condition(status, "Accepted"))
                .startsWith("False ServiceShared: spec.services.names: HttpsUpgrade shop gives"));
    shop.awaitReady("shop");
    assertThat(shop.portsOf("shop")).isEqualTo(ports);

    shop.deleteUpgrade("shop");
    shop.awaitReady("canary");
    assertThat(shop.portsOf("shop")).containsExactly("http 80 8080", "secure 8444 hu-secure");
  }

  @Test
  void twoWorkloadsBehindOneServiceMayHaveTheSamePorts() {
    shop.applyDeployment("");
    shop.applyCanary();
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    shop.applyUpgradeOfTheCanary("[{name: https, appPort: 8080}]");

    shop.awaitReady("shop");
    shop.awaitReady("canary");
    assertThat(shop.portsOf("shop")).containsExactly("http 80 8080", "https 443 hu-https");

    shop.deleteUpgrade("shop");
    assertThat(shop.portsOf("shop")).containsExactly("http 80 8080", "https 443 hu-https");
    shop.deleteUpgrade("canary");
    assertThat(shop.portsOf("shop")).containsExactly("null 80 8080");
  }

  @Test
  void aMistakeThatIsMendedIsForgotten() {
    shop.applyDeployment("");
    shop.applyUpgrade("shop", "");
    HttpsUpgradeStatus status =
        shop.awaitStatus(
            "shop",
            present ->
                assertThat(condition(present, "Accepted")).startsWith("False NoMatchingService"));
    assertThat(status.nextAction())
        .isEqualTo("spec.services.names: no Service selects the pods of shop; create one");

    shop.applyService("shop", Shop.UNNAMED);

    assertThat(shop.awaitReady("shop").nextAction()).isNull();
  }

  @Test
  void aSourceIsFollowedAndABadOneLeavesTheLastGoodCertificate() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    Secret first = source("first");
    client.resource(first).create();
    shop.applyUpgrade("shop", "certificate: {secret: {name: shop-tls}}");
    shop.awaitReady("shop");
    assertThat(certificateOf(shop.secret("shop-https-upgrade"))).isEqualTo(certificateOf(first));

    Secret second = source("second");
    Secret mixed =
        new SecretBuilder(first)
            .addToData("tls.key", String.valueOf(second.getData().get("tls.key")))
            .build();
    client.resource(mixed).update();
    HttpsUpgradeStatus status =
        shop.awaitStatus(
            "shop",
            present ->
                assertThat(condition(present, "CertificateReady")).startsWith("False KeyMismatch"));
    assertThat(condition(status, "Ready")).startsWith("True KeyMismatch");
    assertThat(certificateOf(shop.secret("shop-https-upgrade"))).isEqualTo(certificateOf(first));

    client.resource(second).update();
    shop.awaitStatus(
        "shop",
        present -> assertThat(condition(present, "CertificateReady")).startsWith("True Copied"));
    assertThat(certificateOf(shop.secret("shop-https-upgrade"))).isEqualTo(certificateOf(second));
  }

  private void applyPodLabelAsHelm(String label) {
    shop.apply(
        "helm",
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop}
        spec: {template: {metadata: {labels: {%s}}}}
        """
            .formatted(label));
  }

  private Secret source(String seed) {
    var made =
        new TestCertificates(seed)
            .selfSigned(
                List.of("shop.example"),
                new TestCertificates.Validity(
                    Instant.now().minus(Duration.ofDays(1)),
                    Instant.now().plus(Duration.ofDays(1))));
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(shop.namespace)
        .withName("shop-tls")
        .endMetadata()
        .withType("kubernetes.io/tls")
        .addToData("tls.crt", base64(made.certificatePem()))
        .addToData("tls.key", base64(made.keyPem()))
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static String certificateOf(Secret secret) {
    return new String(Base64.getDecoder().decode(secret.getData().get("tls.crt")), UTF_8)
        .replaceAll("\\s", "");
  }
}
