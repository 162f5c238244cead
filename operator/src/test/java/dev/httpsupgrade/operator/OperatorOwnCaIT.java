package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.certificate.Chains;
import dev.httpsupgrade.operator.certificate.TestCertificates;
import dev.httpsupgrade.operator.certificate.TestCertificates.Made;
import dev.httpsupgrade.operator.certificate.TestCertificates.Validity;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Certificates from a CA that is in a Secret of the namespace, on the real API server. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorOwnCaIT {

  private static final String OWN = "shop-https-upgrade";

  private final KubernetesClient client;
  private final Shop shop;
  private final TestCertificates certificates = new TestCertificates("own CA");
  private final Made root =
      certificates.authority("RSA", until(Duration.ofDays(30)), Optional.empty());
  private final Made first =
      certificates.authority("RSA", until(Duration.ofDays(20)), Optional.of(root));
  private final Made second =
      certificates.authority("EC", until(Duration.ofDays(20)), Optional.of(root));

  OperatorOwnCaIT(ControlPlane controlPlane, RunningOperator operator) {
    client = controlPlane.client();
    shop = new Shop(controlPlane);
  }

  @BeforeEach
  void aShopWithACa() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    client.resource(secret(first, first)).create();
    shop.applyUpgrade("shop", "certificate: {duration: 24h, ca: {secretName: shop-ca}}");
  }

  @Test
  void theCaIssuesAndClientsNeedNothingButItsRoot() {
    HttpsUpgradeStatus status = shop.awaitReady("shop");

    assertThat(condition(status, "CertificateReady")).startsWith("True Issued");
    var served = Objects.requireNonNull(status.certificate());
    assertThat(served.source()).isEqualTo("ca/shop-ca");
    assertThat(served.dnsNames())
        .containsExactly(
            "shop.%s.svc".formatted(shop.namespace),
            "shop.%s.svc.cluster.local".formatted(shop.namespace));
    List<X509Certificate> chain = stored("tls.crt");
    assertThat(chain).hasSize(2).element(1).isEqualTo(first.certificate());
    assertIssuedBy(first);
    assertThat(stored("ca.crt")).containsExactly(root.certificate());
    assertThat(chain.getFirst().getNotAfter().toInstant())
        .isBetween(
            Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofDays(1)));
  }

  @Test
  void anotherCaIssuesAtOnceAndABadOneLeavesTheLastGoodCertificate() {
    shop.awaitReady("shop");

    client.resource(secret(second, second)).update();
    shop.awaitStatus("shop", status -> assertIssuedBy(second));
    shop.awaitReady("shop");

    client.resource(secret(first, second)).update();
    HttpsUpgradeStatus status =
        shop.awaitStatus(
            "shop",
            present ->
                assertThat(condition(present, "CertificateReady"))
                    .startsWith(
                        "False KeyMismatch: spec.certificate.ca.secretName: Secret shop-ca:"));
    assertThat(condition(status, "Ready")).startsWith("True KeyMismatch");
    assertIssuedBy(second);

    client.resource(secret(first, first)).delete();
    shop.awaitStatus(
        "shop",
        present ->
            assertThat(condition(present, "CertificateReady")).startsWith("False SourceNotFound"));
    assertIssuedBy(second);
  }

  @Test
  void theSourceCanBeSwitchedAndBack() {
    shop.awaitReady("shop");

    shop.applyUpgrade("shop", "certificate: {operatorCA: {}}");
    shop.awaitStatus(
        "shop", status -> assertThat(stored("ca.crt")).doesNotContain(root.certificate()));
    shop.applyUpgrade("shop", "certificate: {duration: 24h, ca: {secretName: shop-ca}}");

    shop.awaitStatus("shop", status -> assertIssuedBy(first));
    shop.awaitReady("shop");
  }

  private void assertIssuedBy(Made authority) {
    assertThat(stored("tls.crt").getFirst())
        .satisfies(leaf -> leaf.verify(authority.certificate().getPublicKey()));
  }

  private List<X509Certificate> stored(String key) {
    return Chains.in(shop.secret(OWN), key);
  }

  private Secret secret(Made certificate, Made key) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(shop.namespace)
        .withName("shop-ca")
        .endMetadata()
        .withType("kubernetes.io/tls")
        .addToStringData("tls.crt", certificate.certificatePem() + root.certificatePem())
        .addToStringData("tls.key", key.keyPem())
        .build();
  }

  private static Validity until(Duration life) {
    return new Validity(Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(life));
  }
}
