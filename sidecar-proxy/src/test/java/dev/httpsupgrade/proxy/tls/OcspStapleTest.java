package dev.httpsupgrade.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.httpsupgrade.proxy.CertificateDirectory;
import dev.httpsupgrade.proxy.TestPki;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OcspStapleTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static X509Bundle authority;
  private static X509Bundle leaf;

  @BeforeAll
  static void issue() throws Exception {
    authority = CertificateDirectory.authority("CA");
    leaf = TestPki.leaf(authority, false, "shop.test");
  }

  @Test
  void anAnswerAboutTheLeafIsStapledWhileItIsValid() throws Exception {
    byte[] der = TestPki.ocsp(authority, leaf.getCertificate(), null, NOW, NOW.plusSeconds(60));
    OcspStaple staple = OcspStaple.parse(der, chain(leaf));
    assertThat(staple.bytes()).isEqualTo(der);
    assertThat(staple.thisUpdate()).isEqualTo(NOW);
    assertThat(staple.nextUpdate()).isEqualTo(NOW.plusSeconds(60));
    assertThat(staple.unusableAt(NOW)).isNull();
    assertThat(staple.unusableAt(NOW.plusSeconds(60))).isNull();
    assertThat(staple.unusableAt(NOW.plusSeconds(61))).startsWith("ocsp.der: valid from ");
    assertThat(staple.unusableAt(NOW.minusSeconds(1))).startsWith("ocsp.der: valid from ");
  }

  @Test
  void withoutNextUpdateItStaysValid() throws Exception {
    byte[] der = TestPki.ocsp(authority, leaf.getCertificate(), null, NOW, null);
    OcspStaple staple = OcspStaple.parse(der, chain(leaf));
    assertThat(staple.nextUpdate()).isNull();
    assertThat(staple.unusableAt(NOW.plus(900, ChronoUnit.DAYS))).isNull();
  }

  @Test
  void anAnswerAboutAnotherCertificateIsRefused() throws Exception {
    X509Bundle other = TestPki.leaf(authority, false, "other.test");
    byte[] der = TestPki.ocsp(authority, other.getCertificate(), null, NOW, null);
    assertThatThrownBy(() -> OcspStaple.parse(der, chain(leaf)))
        .hasMessage("ocsp.der: about another certificate than the leaf in tls.crt");
    byte[] stranger =
        TestPki.ocsp(
            CertificateDirectory.authority("stranger"), leaf.getCertificate(), null, NOW, null);
    assertThatThrownBy(() -> OcspStaple.parse(stranger, chain(leaf)))
        .hasMessage("ocsp.der: about another certificate than the leaf in tls.crt");
  }

  @Test
  void nobodyIsToldThatTheLeafIsNotGood() throws Exception {
    for (var status : List.of(new RevokedStatus(Date.from(NOW), 1), new UnknownStatus())) {
      byte[] der = TestPki.ocsp(authority, leaf.getCertificate(), status, NOW, null);
      assertThatThrownBy(() -> OcspStaple.parse(der, chain(leaf)))
          .hasMessage("ocsp.der: says that the leaf is revoked or unknown (expected: good)");
    }
  }

  @Test
  void whateverElseIsRefusedAndNothingWorseHappens() throws Exception {
    byte[] good = TestPki.ocsp(authority, leaf.getCertificate(), null, NOW, null);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> OcspStaple.parse(cut, chain(leaf)))
          .isInstanceOf(UnusableCertificateException.class);
    }
    assertThatThrownBy(
            () -> OcspStaple.parse(new byte[] {0x30, 0x03, 0x0a, 0x01, 0x06}, chain(leaf)))
        .hasMessage("ocsp.der: status 6 (expected: successful(0))");
  }

  private static List<X509Certificate> chain(X509Bundle bundle) {
    return List.of(bundle.getCertificatePath());
  }
}
