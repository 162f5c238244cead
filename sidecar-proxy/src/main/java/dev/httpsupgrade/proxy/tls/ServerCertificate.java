package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.proxy.config.Sha256;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A chain and the private key that should belong to its leaf.
 *
 * @param chain the leaf, then its issuers; never empty
 * @param key in PEM
 * @param staple what is sent along to clients that ask whether the leaf is revoked
 */
public record ServerCertificate(
    List<X509Certificate> chain, String key, @Nullable OcspStaple staple) {

  private static final int DNS_NAME = 2;

  /**
   * Parses the certificates, and finds the key; whether it is the leaf's, {@link Credential} tells.
   *
   * @throws UnusableCertificateException if one can't be parsed, or there is no key
   */
  static ServerCertificate parse(String certificates, String key)
      throws UnusableCertificateException {
    List<X509Certificate> chain = parseChain(CertificateFiles.CERTIFICATE, certificates);
    String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
    if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
      throw new UnusableCertificateException(
          "%s: %s key (expected: RSA or EC)".formatted(CertificateFiles.CERTIFICATE, algorithm));
    }
    return new ServerCertificate(chain, PrivateKeyReader.read(key), null);
  }

  /**
   * Parses the certificates of a PEM text, at least one.
   *
   * @param file name for the error's text
   */
  public static List<X509Certificate> parseChain(String file, String text)
      throws UnusableCertificateException {
    var chain = new ArrayList<X509Certificate>();
    for (Pem block : Pem.parse(file, text)) {
      if (block.label().equals("CERTIFICATE")) {
        chain.add(parse(file, block.der()));
      }
    }
    if (chain.isEmpty()) {
      throw new UnusableCertificateException(file + ": no certificate (expected: PEM)");
    }
    return List.copyOf(chain);
  }

  ServerCertificate with(@Nullable OcspStaple next) {
    return new ServerCertificate(chain, key, next);
  }

  /** Whether its key is for ECDSA, not RSA. */
  boolean isEcdsa() {
    return leaf().getPublicKey().getAlgorithm().equals("EC");
  }

  /** The DNS names of the leaf in lower case, some with {@code *} as their first label. */
  List<String> dnsNames() {
    return dnsNames(leaf());
  }

  /** The DNS names among a certificate's alternative names, in lower case. */
  static List<String> dnsNames(X509Certificate certificate) {
    return alternativeNames(certificate, DNS_NAME).stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .toList();
  }

  /** The alternative names of one kind (RFC 5280 §4.2.1.6). */
  static List<String> alternativeNames(X509Certificate certificate, int kind) {
    try {
      var all = certificate.getSubjectAlternativeNames();
      return all == null
          ? List.of()
          : all.stream()
              .filter(name -> name.getFirst().equals(kind))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  public X509Certificate leaf() {
    return chain.getFirst();
  }

  public Instant notBefore() {
    return leaf().getNotBefore().toInstant();
  }

  public Instant notAfter() {
    return leaf().getNotAfter().toInstant();
  }

  public boolean validAt(Instant now) {
    return !now.isBefore(notBefore()) && !now.isAfter(notAfter());
  }

  /** SHA-256 of the leaf's DER encoding, lower-case hex. */
  public String fingerprint() {
    try {
      return Sha256.hex(leaf().getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a parsed certificate has an encoding", e);
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ServerCertificate[%s]".formatted(fingerprint());
  }

  private static X509Certificate parse(String file, byte[] der)
      throws UnusableCertificateException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new UnusableCertificateException(file + ": not an X.509 certificate");
    }
  }
}
