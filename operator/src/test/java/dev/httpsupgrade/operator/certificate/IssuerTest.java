package dev.httpsupgrade.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.Lifetime;
import dev.httpsupgrade.operator.api.v1alpha1.PrivateKeySpec;
import dev.httpsupgrade.operator.certificate.TestCertificates.Made;
import dev.httpsupgrade.operator.certificate.TestCertificates.Validity;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IssuerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;

  private final Issuer issuer = new Issuer(new SecureRandom());
  private final TlsPair root = issuer.root("test CA", NOW, Duration.ofDays(10));
  private final TlsPair authority = issuer.intermediate(root, "test intermediate", NOW);
  private final TlsPair server =
      issuer.server(
          authority, order(List.of("a.svc", "*.b.svc"), "24h", PrivateKeySpec.DEFAULT), NOW);

  @Test
  void theIntermediateMaySignLeavesAndNothingElse() throws GeneralSecurityException {
    X509Certificate ca = authority.leaf();

    ca.verify(root.leaf().getPublicKey());
    assertThat(ca.getSubjectX500Principal().getName()).isEqualTo("CN=test intermediate");
    assertThat(ca.getBasicConstraints()).as("path length").isZero();
    assertThat(ca.getCriticalExtensionOIDs()).containsOnly("2.5.29.19", "2.5.29.15");
    assertThat(usages(ca)).containsExactly(KEY_CERT_SIGN, CRL_SIGN);
    assertThat(ca.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(10)));
    assertThat(authority.chain()).containsExactly(ca, root.leaf());
  }

  @Test
  void aServersCertificateIsSignedByTheAuthorityForItsNames() throws GeneralSecurityException {
    X509Certificate leaf = server.leaf();

    leaf.verify(authority.leaf().getPublicKey());
    assertThat(leaf.getIssuerX500Principal()).isEqualTo(authority.leaf().getSubjectX500Principal());
    assertThat(Leaf.of(leaf).dnsNames()).containsExactly("a.svc", "*.b.svc");
    assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
    assertThat(leaf.getBasicConstraints()).as("not a CA").isEqualTo(-1);
    assertThat(usages(leaf)).containsExactly(DIGITAL_SIGNATURE);
    assertThat(leaf.getExtendedKeyUsage()).containsExactly(SERVER_AUTH);
  }

  @Test
  void theNamesAreCriticalBecauseThereIsNoSubject() {
    assertThat(server.leaf().getCriticalExtensionOIDs())
        .isEqualTo(Set.of("2.5.29.17", "2.5.29.15", "2.5.29.19"));
  }

  @Test
  void aClientsCertificateIsForItsUri() throws GeneralSecurityException {
    X509Certificate leaf =
        issuer.client(authority, "urn:test:operator", NOW, Duration.ofHours(1)).leaf();

    assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(6, "urn:test:operator"));
    assertThat(leaf.getExtendedKeyUsage()).containsExactly(CLIENT_AUTH);
    assertThat(Leaf.of(leaf).dnsNames()).isEmpty();
  }

  @Test
  void everyCertificateIsBackdatedByFiveMinutes() {
    assertThat(List.of(authority, server))
        .extracting(pair -> pair.leaf().getNotBefore().toInstant())
        .containsOnly(NOW.minus(Duration.ofMinutes(5)));
  }

  @Test
  void aCertificateNeverOutlivesItsAuthority() {
    TlsPair longer = issuer.server(authority, order("264h"), NOW);

    assertThat(server.leaf().getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    assertThat(longer.leaf().getNotAfter()).isEqualTo(authority.leaf().getNotAfter());
  }

  @Test
  void whatACaUnderAnotherOneIssuesComesWithItsChainAndEndsWithTheFirst() throws Exception {
    var certificates = new TestCertificates("issuer");
    Made root = certificates.authority("RSA", until(Duration.ofDays(3)), Optional.empty());
    Made middle = certificates.authority("RSA", until(Duration.ofDays(5)), Optional.of(root));
    var chain = List.of(middle.certificate(), root.certificate());

    TlsPair issued =
        issuer.server(new TlsPair(chain, middle.keys().getPrivate()), order("96h"), NOW);

    assertThat(issued.chain()).containsExactly(issued.leaf(), middle.certificate());
    issued.leaf().verify(middle.certificate().getPublicKey());
    assertThat(issued.leaf().getNotAfter()).isEqualTo(root.certificate().getNotAfter());
  }

  @Test
  void aCertificateSaysByWhichKeyItWasSignedAsTheAuthorityDoes() throws Exception {
    var subject =
        SubjectKeyIdentifier.fromExtensions(
            new JcaX509CertificateHolder(authority.leaf()).getExtensions());
    var signer =
        AuthorityKeyIdentifier.fromExtensions(
            new JcaX509CertificateHolder(server.leaf()).getExtensions());

    assertThat(signer.getKeyIdentifierOctets()).isEqualTo(subject.getKeyIdentifier());
  }

  @Test
  void everyCertificateHasAKeyAndASerialNumberOfItsOwn() {
    TlsPair again = issuer.server(authority, order("24h"), NOW);

    assertThat(again.key()).isNotEqualTo(server.key());
    assertThat(again.leaf().getSerialNumber()).isNotEqualTo(server.leaf().getSerialNumber());
  }

  @Test
  void keysAreP256AndSerialNumbersPositiveOf127Bits() {
    assertThat(((ECPublicKey) server.leaf().getPublicKey()).getParams().getOrder().bitLength())
        .isEqualTo(256);
    assertThat(server.leaf().getSerialNumber().signum()).isPositive();
    assertThat(server.leaf().getSerialNumber().bitLength()).isEqualTo(127);
  }

  @ParameterizedTest
  @CsvSource({
    "ECDSA-256, EC, 256",
    "ECDSA-384, EC, 384",
    "RSA-2048, RSA, 2048",
    "RSA-3072, RSA, 3072",
  })
  void aKeyIsOfTheKindThatIsAskedFor(String kind, String algorithm, int bits) throws Exception {
    TlsPair made =
        issuer.server(authority, order(List.of("a.svc"), "24h", PrivateKeySpec.of(kind)), NOW);

    assertThat(made.key().getAlgorithm()).isEqualTo(algorithm);
    assertThat(
            switch (made.leaf().getPublicKey()) {
              case ECPublicKey ec -> ec.getParams().getOrder().bitLength();
              case RSAPublicKey rsa -> rsa.getModulus().bitLength();
              default -> 0;
            })
        .isEqualTo(bits);
    made.leaf().verify(authority.leaf().getPublicKey());
    assertThat(usages(made.leaf()))
        .isEqualTo(
            algorithm.equals("RSA")
                ? List.of(DIGITAL_SIGNATURE, KEY_ENCIPHERMENT)
                : List.of(DIGITAL_SIGNATURE));
  }

  private static CertificateDecision.Issue order(String duration) {
    return order(List.of("a.svc"), duration, PrivateKeySpec.DEFAULT);
  }

  private static CertificateDecision.Issue order(
      List<String> names, String duration, PrivateKeySpec key) {
    var anybody = TestAuthorities.operators("aa", NOW, "");
    return new CertificateDecision.Issue(
        names,
        new CertificateRequest(anybody, new Lifetime(duration, null), key, ""),
        "there is none");
  }

  private static Validity until(Duration life) {
    return new Validity(NOW.minus(Duration.ofDays(1)), NOW.plus(life));
  }

  private static List<Integer> usages(X509Certificate certificate) {
    boolean[] usages = certificate.getKeyUsage();
    return java.util.stream.IntStream.range(0, usages.length)
        .filter(i -> usages[i])
        .boxed()
        .toList();
  }
}
