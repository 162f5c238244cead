package dev.httpsupgrade.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.certificate.TestCertificates.Made;
import dev.httpsupgrade.operator.certificate.TestCertificates.Validity;
import java.security.interfaces.RSAPrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TlsPairTest {

  private static final Made RSA =
      new TestCertificates("pair")
          .make("RSA", List.of("a"), new Validity(Instant.EPOCH, Instant.EPOCH), Optional.empty());

  @Test
  void aKeyIsNeverPrinted() {
    var key = (RSAPrivateKey) RSA.keys().getPrivate();

    assertThat(
            List.of(
                new TlsPair(List.of(RSA.certificate()), key),
                new TlsPairReader.Reading.Usable(new TlsPair(List.of(RSA.certificate()), key))))
        .extracting(Object::toString)
        .noneMatch(text -> text.contains(key.getPrivateExponent().toString()))
        .allMatch(text -> text.contains("1001"));
  }
}
