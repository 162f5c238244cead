package dev.httpsupgrade.operator.certificate;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.fabric8.kubernetes.api.model.Secret;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** Certificates in a row, and whether a client accepts them. */
public final class Chains {

  private Chains() {}

  /** Those under that key of a Secret. */
  public static List<X509Certificate> in(Secret secret, String key) {
    return TlsPairReader.certificates(Base64.getDecoder().decode(secret.getData().get(key)))
        .orElseThrow(() -> new AssertionError(key + " holds no certificate"));
  }

  /** As status has it. */
  public static String fingerprint(X509Certificate certificate) {
    return Leaf.fingerprint(certificate);
  }

  /** Fails unless a client that trusts {@code root} alone finds its way there (RFC 5280). */
  public static void assertTrusted(
      List<X509Certificate> chain, X509Certificate root, Instant when) {
    assertThatCode(() -> build(chain, root, when))
        .as("a client that trusts %s", root.getSubjectX500Principal())
        .doesNotThrowAnyException();
  }

  static void build(List<X509Certificate> chain, X509Certificate root, Instant when)
      throws GeneralSecurityException {
    var leaf = new X509CertSelector();
    leaf.setCertificate(chain.getFirst());
    var parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(root, null)), leaf);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(when));
    CertPathBuilder.getInstance("PKIX").build(parameters);
  }
}
