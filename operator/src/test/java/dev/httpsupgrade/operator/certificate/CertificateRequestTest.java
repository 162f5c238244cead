package dev.httpsupgrade.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.CertificateSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Lifetime;
import dev.httpsupgrade.operator.api.v1alpha1.PrivateKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CertificateRequestTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = NOW.plus(Duration.ofHours(90));
  private static final Leaf LEAF =
      new Leaf("1", "0000", NOW.minus(Issuer.BACKDATED), END, List.of("a.ns.svc"));
  private static final PrivateKeySpec RSA = new PrivateKeySpec(PrivateKeySpec.Algorithm.RSA, null);

  @Test
  void eachValueThatAsksForARenewalIsAnotherRequest() {
    CertificateRequest plain = request(PrivateKeySpec.DEFAULT, "");
    CertificateRequest asked = request(PrivateKeySpec.DEFAULT, "now");

    assertThat(asked.isAnsweredBy(plain.issuedFor())).isFalse();
    assertThat(asked.isAnsweredBy(asked.issuedFor())).isTrue();
    assertThat(asked.isAnsweredBy(request(PrivateKeySpec.DEFAULT, "again").issuedFor())).isFalse();
    assertThat(plain.isAnsweredBy(asked.issuedFor())).as("when nobody asks any more").isTrue();
  }

  @Test
  void anotherKindOfKeyIsAnotherRequest() {
    CertificateRequest ecdsa = request(PrivateKeySpec.DEFAULT, "");
    CertificateRequest rsa = request(RSA, "");

    assertThat(ecdsa.issuedFor()).isEqualTo("operatorCA/aa duration=90h");
    assertThat(rsa.issuedFor()).isEqualTo("operatorCA/aa duration=90h key=RSA-2048");
    assertThat(ecdsa.isAnsweredBy(rsa.issuedFor())).isFalse();
    assertThat(rsa.isAnsweredBy(ecdsa.issuedFor())).isFalse();
    assertThat(rsa.isAnsweredBy(request(RSA, "now").issuedFor())).isTrue();
  }

  @Test
  void whatIsNotedIsEnoughToAskForTheSameAgain() {
    CertificateRequest rsa = request(RSA, "now");

    assertThat(CertificateRequest.Note.of(rsa.issuedFor()))
        .hasValueSatisfying(note -> {
          assertThat(rsa.authority().name()).startsWith(note.authority());
          assertThat(note.by(rsa.authority(), spec("90h")).lifetime().renewBefore())
              .isEqualTo("10h");
          assertThat(note.by(rsa.authority(), spec("80h")))
              .isEqualTo(
                  new CertificateRequest(
                      rsa.authority(),
                      new Lifetime("90h", null),
                      PrivateKeySpec.of("RSA-2048"),
                      ""));
        });
    assertThat(CertificateRequest.Note.of("secret/shop-tls sha256=1")).isEmpty();
    assertThat(CertificateRequest.Note.of("")).isEmpty();
  }

  @Test
  void whatEndsWithItsCaIsNotRenewedInVain() {
    assertThat(request(PrivateKeySpec.DEFAULT, "").renewalTime(LEAF))
        .isEqualTo(Optional.of(END.minus(Duration.ofHours(30))));
    Authority own = TestAuthorities.own("cc", END, "trust");
    assertThat(
            new CertificateRequest(own, lifetime(), PrivateKeySpec.DEFAULT, "").renewalTime(LEAF))
        .isEmpty();
  }

  @Test
  void whatEndsWithTheOperatorsCaIsRenewedWhenThatIsReplaced() {
    Authority operators = TestAuthorities.operators("aa", END, "");

    assertThat(
            new CertificateRequest(operators, lifetime(), PrivateKeySpec.DEFAULT, "")
                .renewalTime(LEAF))
        .isEqualTo(operators.replacement())
        .isNotEmpty();
  }

  private static CertificateRequest request(PrivateKeySpec key, String renew) {
    var authority = TestAuthorities.operators("aa", END.plus(Duration.ofDays(1)), "");
    return new CertificateRequest(authority, lifetime(), key, renew);
  }

  private static Lifetime lifetime() {
    return new Lifetime("90h", null);
  }

  private static CertificateSpec spec(String duration) {
    return new CertificateSpec(duration, "10h", null, new CertificateSpec.OperatorCA(), null, null);
  }
}
