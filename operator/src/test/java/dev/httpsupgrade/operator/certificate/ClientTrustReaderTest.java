package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.ClientAuthSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ClientTrustReaderTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TestCertificates.Validity VALIDITY =
      new TestCertificates.Validity(NOW, NOW.plus(Duration.ofDays(30)));

  private final TestCertificates certificates = new TestCertificates("clients");
  private final TestCertificates.Made first = certificates.authority(VALIDITY);
  private final TestCertificates.Made second = certificates.authority(VALIDITY);

  @Test
  void nothingIsReadForAnUpgradeThatAsksForNoCertificate() {
    var none = new ClientAuthSpec(ClientAuthSpec.Mode.NONE, inConfigMap());

    assertThat(ClientTrustReader.read(none, Optional.empty()))
        .isEqualTo(new ClientTrust.NotAskedFor());
  }

  @Test
  void allCertificatesOfAConfigMapAreTakenOnceEach() {
    String bundle =
        "the first one\n"
            + first.certificatePem()
            + second.certificatePem()
            + first.certificatePem();

    assertThat(read(Map.of("ca.crt", bundle)))
        .isEqualTo(new ClientTrust.Usable(first.certificatePem() + second.certificatePem(), ""));
  }

  @Test
  void aSecretOfAnyTypeWillDoAndItsKeyStaysThere() {
    var spec =
        new ClientAuthSpec(
            ClientAuthSpec.Mode.OPTIONAL,
            new ClientAuthSpec.Trust(null, new ClientAuthSpec.InSecret("clients")));
    var secret =
        new SecretBuilder()
            .addToData("ca.crt", base64(first.certificatePem()))
            .addToData("tls.key", base64(first.keyPem()))
            .build();

    assertThat(ClientTrustReader.read(spec, Optional.of(secret)))
        .isEqualTo(new ClientTrust.Usable(first.certificatePem(), ""));
  }

  @Test
  void revocationListsAreTakenToo() {
    String list = certificates.revocationList(second, VALIDITY, first.certificate());

    assertThat(
            read(
                Map.of("ca.crt", first.certificatePem() + second.certificatePem(), "ca.crl", list)))
        .isEqualTo(new ClientTrust.Usable(first.certificatePem() + second.certificatePem(), list));
  }

  @Test
  void aListOfACaThatIsNotThereMayBeAnIntermediateOnes() {
    String list = certificates.revocationList(second, VALIDITY);

    assertThat(read(Map.of("ca.crt", first.certificatePem(), "ca.crl", list)))
        .isEqualTo(new ClientTrust.Usable(first.certificatePem(), list));
  }

  @Test
  void anotherContentIsAnotherRevision() {
    var alone = new ClientTrust.Usable(first.certificatePem(), "");
    var both = new ClientTrust.Usable(first.certificatePem() + second.certificatePem(), "");

    assertThat(alone.revision())
        .hasSize(64)
        .isEqualTo(new ClientTrust.Usable(first.certificatePem(), "").revision())
        .isNotEqualTo(both.revision());
  }

  @Test
  void anObjectThatIsNotThereIsNamed() {
    assertThat(ClientTrustReader.read(required(), Optional.empty()))
        .isEqualTo(
            new ClientTrust.Unusable(
                new Problem(
                    Reason.ClientTrustNotFound,
                    "spec.tls.clientAuth.trust.configMap.name",
                    "ConfigMap clients isn't there; create it")));
  }

  @Test
  void whatIsNoCertificateIsRefused() {
    assertThat(refusal(Map.of())).isEqualTo("ca.crt holds no PEM certificate");
    assertThat(refusal(Map.of("ca.crt", "soon"))).isEqualTo("ca.crt holds no PEM certificate");
    assertThat(refusal(Map.of("ca.crt", first.certificatePem() + first.keyPem())))
        .isEqualTo("ca.crt holds no PEM certificate");
  }

  @Test
  void aCertificateThatIsNotACasIsRefused() {
    var leaf = certificates.selfSigned(List.of("client"), VALIDITY);

    assertThat(refusal(Map.of("ca.crt", first.certificatePem() + leaf.certificatePem())))
        .isEqualTo(
            "ca.crt: certificate 2 is not a CA's; list those of the CAs that issue the clients'");
  }

  @Test
  void whatIsNoRevocationListIsRefused() {
    assertThat(refusal(Map.of("ca.crt", first.certificatePem(), "ca.crl", "")))
        .isEqualTo("ca.crl holds no PEM revocation list");
    assertThat(refusal(Map.of("ca.crt", first.certificatePem(), "ca.crl", "soon")))
        .isEqualTo("ca.crl holds no PEM revocation list");
  }

  @Test
  void aListThatItsCaDidNotSignIsRefused() {
    var pretender = new TestCertificates("pretender").authority(VALIDITY);
    String list = certificates.revocationList(pretender, VALIDITY);

    assertThat(refusal(Map.of("ca.crt", first.certificatePem(), "ca.crl", list)))
        .isEqualTo("ca.crl: the list of CN=test 4097 is not signed by it");
  }

  @Test
  void aBundleMustFitIntoAConfigMap() {
    var bundle = new StringBuilder();
    while (bundle.length() < 720 * 1024) {
      bundle.append(certificates.authority(VALIDITY).certificatePem());
    }

    assertThat(refusal(Map.of("ca.crt", bundle.toString())))
        .isEqualTo("ca.crt and ca.crl are longer than 700 KiB");
  }

  private static String refusal(Map<String, String> data) {
    assertThat(read(data)).isInstanceOf(ClientTrust.Unusable.class);
    Problem problem = ((ClientTrust.Unusable) read(data)).problem();
    assertThat(problem.reason()).isEqualTo(Reason.ClientTrustInvalid);
    return problem.message().replace("ConfigMap clients: ", "");
  }

  private static ClientTrust read(Map<String, String> data) {
    return ClientTrustReader.read(
        required(), Optional.of(new ConfigMapBuilder().withData(data).build()));
  }

  private static ClientAuthSpec required() {
    return new ClientAuthSpec(ClientAuthSpec.Mode.REQUIRED, inConfigMap());
  }

  private static ClientAuthSpec.Trust inConfigMap() {
    return new ClientAuthSpec.Trust(new ClientAuthSpec.InConfigMap("clients"), null);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
