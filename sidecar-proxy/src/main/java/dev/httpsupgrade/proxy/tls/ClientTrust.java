package dev.httpsupgrade.proxy.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who may be a client: the CAs that are trusted and what they revoked.
 *
 * <p>A CA in the bundle is trusted for itself, root or not. With revocation lists, a client is only
 * let in if a current list of the CA that issued its certificate is there and doesn't name it.
 *
 * @param authorities never empty but in {@link #NOBODY}
 * @param revocationLists empty if nothing is ever revoked
 */
record ClientTrust(List<X509Certificate> authorities, List<X509CRL> revocationLists) {

  static final String AUTHORITIES = "ca.crt";
  static final String REVOCATION_LISTS = "ca.crl";

  /** Before a bundle was loaded. */
  static final ClientTrust NOBODY = new ClientTrust(List.of(), List.of());

  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;

  /**
   * Parses both files' content.
   *
   * @throws UnusableCertificateException if one can't be parsed, a certificate is no CA's, or a
   *     list is signed by somebody else than the CA that it names
   */
  static ClientTrust parse(String bundle, @Nullable String lists)
      throws UnusableCertificateException {
    List<X509Certificate> authorities = ServerCertificate.parseChain(AUTHORITIES, bundle);
    List<X509CRL> revocationLists = lists == null ? List.of() : parseLists(lists);
    for (X509CRL list : revocationLists) {
      checkSignature(list, authorities);
    }
    return new ClientTrust(authorities, revocationLists);
  }

  /**
   * Checks a client's certificate.
   *
   * @param shown the leaf, then whatever else the client sent
   * @throws UntrustedClientException if it is not let in
   */
  void verify(List<X509Certificate> shown, Instant now) throws UntrustedClientException {
    checkPurpose(shown.getFirst());
    List<X509Certificate> path = path(shown);
    try {
      var anchors =
          authorities.stream()
              .map(each -> new TrustAnchor(each, null))
              .collect(Collectors.toUnmodifiableSet());
      var validator = CertPathValidator.getInstance("PKIX");
      var parameters = new PKIXParameters(anchors);
      parameters.setDate(Date.from(now));
      parameters.setRevocationEnabled(false);
      if (!revocationLists.isEmpty()) {
        addRevocation(parameters, validator);
      }
      validator.validate(
          CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (CertPathValidatorException e) {
      throw untrusted(reason(e), e.getMessage());
    } catch (InvalidAlgorithmParameterException e) {
      throw untrusted(HandshakeFailure.CLIENT_CERTIFICATE_UNTRUSTED, e.getMessage());
    } catch (NoSuchAlgorithmException | CertificateException e) {
      throw new IllegalStateException("every JDK has them", e);
    }
  }

  /** Why nobody of some CA is let in any more, or null. */
  @Nullable String outdated(Instant now) {
    for (X509CRL list : revocationLists) {
      Date nextUpdate = list.getNextUpdate();
      if (nextUpdate != null && now.isAfter(nextUpdate.toInstant())) {
        return "%s: the list of %s was to be replaced at %s (expected: a current list, as without"
                .formatted(
                    REVOCATION_LISTS,
                    list.getIssuerX500Principal().getName(),
                    nextUpdate.toInstant())
            + " one none of its clients is let in)";
      }
    }
    return null;
  }

  /** The leaf and its issuers in order, up to the one that a trusted CA issued. */
  private List<X509Certificate> path(List<X509Certificate> shown) {
    var path = new ArrayList<X509Certificate>();
    X509Certificate last = shown.getFirst();
    path.add(last);
    while (!isTrusted(last.getIssuerX500Principal()) && path.size() <= shown.size()) {
      X500Principal issuer = last.getIssuerX500Principal();
      X509Certificate next = null;
      for (X509Certificate each : shown) {
        if (each.getSubjectX500Principal().equals(issuer) && !path.contains(each)) {
          next = each;
        }
      }
      if (next == null) {
        break;
      }
      path.add(next);
      last = next;
    }
    return path;
  }

  private boolean isTrusted(X500Principal issuer) {
    return authorities.stream().anyMatch(each -> each.getSubjectX500Principal().equals(issuer));
  }

  private void addRevocation(PKIXParameters parameters, CertPathValidator validator)
      throws InvalidAlgorithmParameterException, NoSuchAlgorithmException {
    var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOptions(
        EnumSet.of(
            PKIXRevocationChecker.Option.ONLY_END_ENTITY,
            PKIXRevocationChecker.Option.PREFER_CRLS,
            PKIXRevocationChecker.Option.NO_FALLBACK));
    parameters.addCertPathChecker(checker);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(revocationLists)));
  }

  private static void checkPurpose(X509Certificate leaf) throws UntrustedClientException {
    boolean[] keyUsage = leaf.getKeyUsage();
    List<String> purposes;
    try {
      purposes = leaf.getExtendedKeyUsage();
    } catch (CertificateParsingException e) {
      throw untrusted(HandshakeFailure.CLIENT_CERTIFICATE_PURPOSE, e.getMessage());
    }
    if (keyUsage != null && !keyUsage[DIGITAL_SIGNATURE]) {
      throw untrusted(HandshakeFailure.CLIENT_CERTIFICATE_PURPOSE, "not for digital signatures");
    }
    if (purposes != null && !purposes.contains(CLIENT_AUTH) && !purposes.contains(ANY_PURPOSE)) {
      throw untrusted(HandshakeFailure.CLIENT_CERTIFICATE_PURPOSE, "not for TLS clients");
    }
  }

  private static HandshakeFailure reason(CertPathValidatorException e) {
    if (e.getReason() instanceof BasicReason reason) {
      return switch (reason) {
        case EXPIRED, NOT_YET_VALID -> HandshakeFailure.CLIENT_CERTIFICATE_EXPIRED;
        case REVOKED -> HandshakeFailure.CLIENT_CERTIFICATE_REVOKED;
        case UNDETERMINED_REVOCATION_STATUS ->
            HandshakeFailure.CLIENT_CERTIFICATE_REVOCATION_UNKNOWN;
        case UNSPECIFIED, INVALID_SIGNATURE, ALGORITHM_CONSTRAINED ->
            HandshakeFailure.CLIENT_CERTIFICATE_UNTRUSTED;
      };
    }
    return HandshakeFailure.CLIENT_CERTIFICATE_UNTRUSTED;
  }

  private static UntrustedClientException untrusted(
      HandshakeFailure reason, @Nullable String message) {
    return new UntrustedClientException(reason, String.valueOf(message));
  }

  private static List<X509CRL> parseLists(String text) throws UnusableCertificateException {
    var lists = new ArrayList<X509CRL>();
    for (Pem block : Pem.parse(REVOCATION_LISTS, text)) {
      if (block.label().equals("X509 CRL")) {
        try {
          lists.add(
              (X509CRL)
                  CertificateFactory.getInstance("X.509")
                      .generateCRL(new ByteArrayInputStream(block.der())));
        } catch (GeneralSecurityException e) {
          throw new UnusableCertificateException(REVOCATION_LISTS + ": not an X.509 CRL");
        }
      }
    }
    if (lists.isEmpty()) {
      throw new UnusableCertificateException(
          REVOCATION_LISTS + ": no revocation list (expected: PEM)");
    }
    return List.copyOf(lists);
  }

  /** A list whose CA is not in the bundle may be an intermediate one's, which clients send. */
  private static void checkSignature(X509CRL list, List<X509Certificate> authorities)
      throws UnusableCertificateException {
    boolean known = false;
    for (X509Certificate each : authorities) {
      if (each.getSubjectX500Principal().equals(list.getIssuerX500Principal())) {
        known = true;
        try {
          list.verify(each.getPublicKey());
          return;
        } catch (GeneralSecurityException e) {
          // Another CA of that name may have signed it: a CA that was renewed keeps its name.
        }
      }
    }
    if (known) {
      throw new UnusableCertificateException(
          "%s: the list of %s is not signed by it"
              .formatted(REVOCATION_LISTS, list.getIssuerX500Principal().getName()));
    }
  }
}
