package dev.httpsupgrade.operator.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.plan.GoldenCase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CertificateSpecTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "2160h, PT2160H",
    "1h30m, PT1H30M",
    "90m, PT1H30M",
    "10m5s, PT10M5S",
    "600s, PT10M",
    "1h1s, PT1H1S",
  })
  void aDurationIsWrittenAsInGo(String text, Duration expected) {
    assertThat(new CertificateSpec.OperatorCA(text, text).validity()).isEqualTo(expected);
    assertThat(new CertificateSpec.OperatorCA(text, text).renewal()).isEqualTo(expected);
  }

  @Test
  void withoutASourceItIsTheOperatorsCaFor90DaysRenewed30DaysBefore() {
    var spec =
        GoldenCase.YAML.unmarshal(
            "targetRef: {kind: Deployment, name: shop}", HttpsUpgradeSpec.class);

    assertThat(spec.certificate().source())
        .isInstanceOfSatisfying(
            CertificateSpec.OperatorCA.class,
            ca -> {
              assertThat(ca.validity()).isEqualTo(Duration.ofDays(90));
              assertThat(ca.renewal()).isEqualTo(Duration.ofDays(30));
              assertThat(ca.description()).isEqualTo("operatorCA");
            });
  }

  @Test
  void aSecretIsDescribedByItsName() {
    assertThat(new CertificateSpec(null, new CertificateSpec.FromSecret("shop-tls")).source())
        .extracting(CertificateSpec.Source::description)
        .isEqualTo("secret/shop-tls");
  }

  @Test
  void fieldsOfANewerVersionAreIgnored() {
    var spec =
        GoldenCase.YAML.unmarshal(
            """
            targetRef: {kind: Deployment, name: shop}
            stage: Enforce
            certificate: {operatorCA: {duration: 1h, renewBefore: 10m, rotation: 3}}
            """,
            HttpsUpgradeSpec.class);

    assertThat(spec.targetRef()).hasToString("Deployment shop");
    assertThat(spec.stage()).as("what a stage of a newer version does").isEqualTo(Stage.Plan);
    assertThat(spec.certificate().source().description()).isEqualTo("operatorCA");
  }
}
