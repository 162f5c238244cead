package dev.httpsupgrade.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.httpsupgrade.proxy.CertificateDirectory;
import dev.httpsupgrade.proxy.TestPki;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClientTrustTest {

  private static final Duration DAY = Duration.ofDays(1);

  private static X509Bundle root;
  private static X509Bundle intermediate;
  private static X509Bundle client;
  private static X509Bundle indirect;
  private static Instant now;

  @BeforeAll
  static void issue() throws Exception {
    now = Instant.now();
    root = CertificateDirectory.authority("root");
    intermediate =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=intermediate")
            .setIsCertificateAuthority(true)
            .buildIssuedBy(root);
    client = client("client").buildIssuedBy(root);
    indirect = client("indirect").buildIssuedBy(intermediate);
  }

  @Test
  void whoeverATrustedCaVouchesForIsLetIn() throws Exception {
    ClientTrust trust = trust(null, root);
    assertThat(refused(trust, client)).isNull();
    assertThat(refused(trust, indirect)).isNull();
    assertThat(refused(trust(null, intermediate), indirect)).isNull();
    assertThat(refused(trust(null, CertificateDirectory.authority("other"), root), client))
        .isNull();
  }

  @Test
  void theChainMayComeInAnyOrderAndWithMoreThanIsNeeded() throws Exception {
    var shown = new ArrayList<X509Certificate>();
    shown.add(indirect.getCertificate());
    shown.add(client.getCertificate());
    shown.add(root.getCertificate());
    shown.add(intermediate.getCertificate());
    assertThatCode(() -> trust(null, root).verify(shown, now)).doesNotThrowAnyException();
  }

  @Test
  void nobodyElseIs() throws Exception {
    X509Bundle impostor = CertificateDirectory.authority("root");
    assertThat(refused(trust(null, impostor), client))
        .isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_UNTRUSTED);
    assertThat(refused(trust(null, CertificateDirectory.authority("other")), client))
        .isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_UNTRUSTED);
    assertThat(refused(ClientTrust.NOBODY, client))
        .isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_UNTRUSTED);
    ClientTrust trust = trust(null, root);
    assertThatThrownBy(() -> trust.verify(List.of(indirect.getCertificate()), now))
        .isInstanceOf(UntrustedClientException.class);
  }

  @Test
  void aCertificateIsOnlyGoodInItsTime() throws Exception {
    ClientTrust trust = trust(null, root);
    X509Bundle expired = client("late").notAfter(now.minusSeconds(1)).buildIssuedBy(root);
    X509Bundle early = client("early").notBefore(now.plusSeconds(60)).buildIssuedBy(root);
    assertThat(refused(trust, expired)).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_EXPIRED);
    assertThat(refused(trust, early)).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_EXPIRED);
  }

  @Test
  void aCertificateThatIsForSomethingElseIsRefused() throws Exception {
    ClientTrust trust = trust(null, root);
    X509Bundle server = base("server").addExtendedKeyUsageServerAuth().buildIssuedBy(root);
    X509Bundle any = base("any").addExtendedKeyUsage("2.5.29.37.0").buildIssuedBy(root);
    X509Bundle free = base("free").buildIssuedBy(root);
    X509Bundle agreement =
        client("agreement").setKeyUsage(true, KeyUsage.keyAgreement).buildIssuedBy(root);
    assertThat(refused(trust, server)).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_PURPOSE);
    assertThat(refused(trust, any)).isNull();
    assertThat(refused(trust, free)).isNull();
    assertThat(refused(trust, agreement)).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_PURPOSE);
  }

  @Test
  void aRevokedCertificateIsRefusedAndOthersOfItsCaAreNot() throws Exception {
    ClientTrust trust = trust(list(root, now.plus(DAY), client), root);
    assertThat(refused(trust, client)).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_REVOKED);
    assertThat(refused(trust, client("other").buildIssuedBy(root))).isNull();
  }

  @Test
  void withListsACaWithoutACurrentOneLetsNobodyIn() throws Exception {
    ClientTrust trust = trust(list(root, now.plus(DAY)), root);
    assertThat(refused(trust, indirect))
        .isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_REVOCATION_UNKNOWN);
    ClientTrust both = trust(list(root, now.plus(DAY)) + list(intermediate, now.plus(DAY)), root);
    assertThat(refused(both, indirect)).isNull();
    ClientTrust outdated = trust(list(root, now.minus(DAY)), root);
    assertThat(refused(outdated, client))
        .isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_REVOCATION_UNKNOWN);
    assertThat(outdated.outdated(now)).startsWith("ca.crl: the list of CN=root was to be replaced");
    assertThat(both.outdated(now)).isNull();
  }

  @Test
  void aListThatItsCaDidNotSignIsRefused() throws Exception {
    String forged = list(CertificateDirectory.authority("root"), now.plus(DAY));
    assertThatThrownBy(() -> trust(forged, root))
        .hasMessage("ca.crl: the list of CN=root is not signed by it");
    assertThatCode(() -> trust(list(intermediate, now.plus(DAY)), root)).doesNotThrowAnyException();
  }

  @Test
  void garbageIsRefused() {
    assertThatThrownBy(() -> ClientTrust.parse("", null))
        .hasMessage("ca.crt: no certificate (expected: PEM)");
    assertThatThrownBy(() -> ClientTrust.parse(root.getCertificatePEM(), "garbage"))
        .hasMessage("ca.crl: no revocation list (expected: PEM)");
    assertThatThrownBy(() ->
            ClientTrust.parse(
                root.getCertificatePEM(),
                "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"))
        .hasMessage("ca.crl: not an X.509 CRL");
  }

  private static CertificateBuilder base(String name) {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .notBefore(now.minus(DAY))
        .notAfter(now.plus(DAY));
  }

  private static CertificateBuilder client(String name) {
    return base(name).addExtendedKeyUsageClientAuth();
  }

  private static String list(X509Bundle issuer, Instant nextUpdate, X509Bundle... revoked)
      throws Exception {
    var certificates = new ArrayList<X509Certificate>();
    for (X509Bundle each : revoked) {
      certificates.add(each.getCertificate());
    }
    return TestPki.revocationList(issuer, nextUpdate, certificates.toArray(new X509Certificate[0]));
  }

  private static ClientTrust trust(@Nullable String lists, X509Bundle... authorities)
      throws Exception {
    var bundle = new StringBuilder();
    for (X509Bundle each : authorities) {
      bundle.append(each.getCertificatePEM());
    }
    return ClientTrust.parse(bundle.toString(), lists);
  }

  private static @Nullable HandshakeFailure refused(ClientTrust trust, X509Bundle shown) {
    try {
      trust.verify(List.of(shown.getCertificatePath()), now);
      return null;
    } catch (UntrustedClientException e) {
      return e.reason();
    }
  }
}
