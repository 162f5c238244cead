package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.ClientAuthSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the CAs that clients are trusted by.
 *
 * <p>Nothing but certificates and revocation lists is taken, each encoded anew: a key that somebody
 * put beside them stays where it is.
 */
public final class ClientTrustReader {

  /** Key of the CAs' certificates. */
  public static final String AUTHORITIES = "ca.crt";

  /** Key of the revocation lists. */
  public static final String REVOCATION_LISTS = "ca.crl";

  /** A ConfigMap holds 1 MiB, and the sidecars' configuration has to go into it, too. */
  private static final int MAX_KIB = 700;

  private static final int NO_CA = -1;

  private ClientTrustReader() {}

  /** What {@code object} holds, which {@code spec} names. */
  public static ClientTrust read(ClientAuthSpec spec, Optional<HasMetadata> object) {
    if (spec.source().isEmpty()) {
      return new ClientTrust.NotAskedFor();
    }
    ClientAuthSpec.Source source = spec.source().orElseThrow();
    if (object.isEmpty()) {
      return unusable(source, Reason.ClientTrustNotFound, " isn't there; create it");
    }
    try {
      return read(data(object.orElseThrow()));
    } catch (GeneralSecurityException e) {
      return unusable(source, Reason.ClientTrustInvalid, ": " + e.getMessage());
    }
  }

  private static ClientTrust.Usable read(Map<String, byte[]> data) throws GeneralSecurityException {
    List<X509Certificate> authorities = authorities(data.getOrDefault(AUTHORITIES, new byte[0]));
    byte[] lists = data.get(REVOCATION_LISTS);
    var trust =
        new ClientTrust.Usable(
            Pem.of(authorities), lists == null ? "" : revocationLists(lists, authorities));
    if (trust.authorities().length() + trust.revocationLists().length() > MAX_KIB * 1024) {
      throw new CertificateException(
          "%s and %s are longer than %d KiB".formatted(AUTHORITIES, REVOCATION_LISTS, MAX_KIB));
    }
    return trust;
  }

  private static List<X509Certificate> authorities(byte[] pem) throws CertificateException {
    List<X509Certificate> authorities = certificates(pem);
    if (authorities.isEmpty()) {
      throw new CertificateException(AUTHORITIES + " holds no PEM certificate");
    }
    for (int i = 0; i < authorities.size(); i++) {
      if (authorities.get(i).getBasicConstraints() == NO_CA) {
        throw new CertificateException(
            "%s: certificate %d is not a CA's; list those of the CAs that issue the clients'"
                .formatted(AUTHORITIES, i + 1));
      }
    }
    return authorities;
  }

  private static List<X509Certificate> certificates(byte[] pem) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem))
          .stream()
          .map(X509Certificate.class::cast)
          .distinct()
          .toList();
    } catch (CertificateException e) {
      return List.of();
    }
  }

  private static String revocationLists(byte[] pem, List<X509Certificate> authorities)
      throws GeneralSecurityException {
    var text = new StringBuilder();
    for (X509CRL list : lists(pem)) {
      checkSignature(list, authorities);
      text.append(Pem.of(list));
    }
    if (text.isEmpty()) {
      throw new CRLException(REVOCATION_LISTS + " holds no PEM revocation list");
    }
    return text.toString();
  }

  private static List<X509CRL> lists(byte[] pem) throws CertificateException {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCRLs(new ByteArrayInputStream(pem))
          .stream()
          .map(X509CRL.class::cast)
          .toList();
    } catch (CRLException e) {
      return List.of();
    }
  }

  /** A list of a CA that isn't here may be an intermediate one's, which clients send. */
  private static void checkSignature(X509CRL list, List<X509Certificate> authorities)
      throws CRLException {
    List<X509Certificate> issuers =
        authorities.stream()
            .filter(ca -> ca.getSubjectX500Principal().equals(list.getIssuerX500Principal()))
            .toList();
    if (!issuers.isEmpty() && issuers.stream().noneMatch(issuer -> isSignedBy(list, issuer))) {
      throw new CRLException(
          "%s: the list of %s is not signed by it"
              .formatted(REVOCATION_LISTS, list.getIssuerX500Principal().getName()));
    }
  }

  private static boolean isSignedBy(X509CRL list, X509Certificate issuer) {
    try {
      list.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static ClientTrust unusable(ClientAuthSpec.Source source, Reason reason, String message) {
    return new ClientTrust.Unusable(
        new Problem(reason, source.field(), source.description() + message));
  }

  private static Map<String, byte[]> data(HasMetadata object) {
    if (object instanceof Secret secret) {
      return SecretReader.data(secret);
    }
    var data = new TreeMap<String, byte[]>();
    if (object instanceof ConfigMap configMap && configMap.getData() != null) {
      configMap.getData().forEach((key, value) -> data.put(key, value.getBytes(UTF_8)));
    }
    return data;
  }
}
