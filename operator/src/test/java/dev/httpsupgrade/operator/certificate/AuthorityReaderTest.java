package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.certificate.TestCertificates.Made;
import dev.httpsupgrade.operator.certificate.TestCertificates.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link TlsPairReader} says of CAs. */
final class AuthorityReaderTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Validity VALID =
      new Validity(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)));
  private static final TestCertificates CERTIFICATES = new TestCertificates("authorities");
  private static final Made SERVER = CERTIFICATES.selfSigned(List.of("shop.example"), VALID);
  private static final Made CA = CERTIFICATES.authority("RSA", VALID, Optional.empty());
  private static final Made OTHER_CA = CERTIFICATES.authority(VALID);
  private static final Made SUB_CA = CERTIFICATES.authority("EC", VALID, Optional.of(CA));

  @Test
  void aCaIsUsableAndTrustedByItsRootOrByWhatIsSaidToBe() {
    Map<String, byte[]> alone = data(CA.certificatePem(), CA.keyPem());
    Map<String, byte[]> chain =
        data(SUB_CA.certificatePem() + CA.certificatePem(), SUB_CA.keyPem());
    Map<String, byte[]> told = data(SUB_CA.certificatePem(), SUB_CA.keyPem());
    told.put("ca.crt", CA.certificatePem().getBytes(UTF_8));

    for (Map<String, byte[]> data : List.of(alone, chain, told)) {
      assertThat(TlsPairReader.readAuthority(data, NOW))
          .isInstanceOfSatisfying(
              TlsPairReader.Reading.Usable.class,
              usable ->
                  assertThat(TlsPairReader.trust(data, usable.pair()))
                      .isEqualTo(CA.certificatePem()));
    }
  }

  static Stream<Arguments> unusable() {
    Made ended = CERTIFICATES.authority(new Validity(VALID.notBefore(), NOW));
    Made under = CERTIFICATES.authority("EC", VALID, Optional.of(ended));
    return Stream.of(
        arguments(
            "a server's",
            SERVER.certificatePem(),
            SERVER.keyPem(),
            Reason.SourceInvalid,
            "tls.crt is not a CA's: it may not sign certificates (basic constraints, key usage)"),
        arguments(
            "another key",
            CA.certificatePem(),
            SUB_CA.keyPem(),
            Reason.KeyMismatch,
            "tls.key is not the key of the first certificate in tls.crt"),
        arguments(
            "expired",
            ended.certificatePem(),
            ended.keyPem(),
            Reason.CertificateExpired,
            "tls.crt expired at 2026-01-01T00:00:00Z"),
        arguments(
            "under one that expired",
            under.certificatePem() + ended.certificatePem(),
            under.keyPem(),
            Reason.CertificateExpired,
            "an issuer in tls.crt expired at 2026-01-01T00:00:00Z"),
        arguments(
            "under another one",
            SUB_CA.certificatePem() + OTHER_CA.certificatePem(),
            SUB_CA.keyPem(),
            Reason.SourceInvalid,
            "tls.crt: certificate 1 is not issued by certificate 2; put each before its issuer"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void aBadCaIsRefusedWithTheReason(
      String name, String certificate, String key, Reason reason, String message) {
    assertThat(TlsPairReader.readAuthority(data(certificate, key), NOW))
        .isEqualTo(new TlsPairReader.Reading.Unusable(reason, message));
  }

  private static Map<String, byte[]> data(String certificate, String key) {
    return new HashMap<>(
        Map.of("tls.crt", certificate.getBytes(UTF_8), "tls.key", key.getBytes(UTF_8)));
  }
}
