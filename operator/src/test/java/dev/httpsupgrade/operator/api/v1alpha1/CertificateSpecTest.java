package dev.httpsupgrade.operator.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.plan.GoldenCase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CertificateSpecTest {

  @Test
  void withoutASourceItIsTheOperatorsCaFor90Days() {
    CertificateSpec spec = read("").certificate();

    assertThat(spec.source()).isEqualTo(new CertificateSpec.OperatorCA());
    assertThat(spec.lifetime().validity()).isEqualTo(Duration.ofDays(90));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "operatorCA: {}         | operatorCA      | ''",
        "ca: {secretName: own}  | ca/own          | own",
        "secret: {name: shop}   | secret/shop     | shop",
      })
  void aSourceSaysWhatItIsAndWhichSecretItNames(String source, String description, String secret) {
    CertificateSpec.Source chosen =
        read("certificate: {%s}".formatted(source)).certificate().source();

    assertThat(chosen.description()).isEqualTo(description);
    assertThat(chosen.namedSecret().orElse("")).isEqualTo(secret);
  }

  @Test
  void whatIsReadIsWrittenAgain() {
    var spec = read("certificate: {duration: 1h, operatorCA: {}}").certificate();

    assertThat(GoldenCase.YAML.asJson(spec)).isEqualTo("{\"duration\":\"1h\",\"operatorCA\":{}}");
  }

  @Test
  void fieldsOfANewerVersionAreIgnored() {
    HttpsUpgradeSpec spec = read("stage: Enforce\ncertificate: {operatorCA: {rotation: 3}}");

    assertThat(spec.targetRef()).hasToString("Deployment shop");
    assertThat(spec.stage()).as("what a stage of a newer version does").isEqualTo(Stage.Plan);
    assertThat(spec.certificate().source().description()).isEqualTo("operatorCA");
  }

  private static HttpsUpgradeSpec read(String more) {
    return GoldenCase.YAML.unmarshal(
        "targetRef: {kind: Deployment, name: shop}\n" + more, HttpsUpgradeSpec.class);
  }
}
