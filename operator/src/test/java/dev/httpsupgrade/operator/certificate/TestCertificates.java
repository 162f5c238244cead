package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificates made at run time.
 *
 * <p>Those of one instance are the same in each run, so that golden files can hold their hashes;
 * they differ from each other.
 */
public final class TestCertificates {

  private static final int RSA_BITS = 2048;

  private final SecureRandom random;
  private long serialNumber = 0x1000;

  public TestCertificates(String seed) {
    try {
      random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed.getBytes(US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** When a certificate is valid. */
  public record Validity(Instant notBefore, Instant notAfter) {}

  /** A certificate with its keys. */
  public record Made(X509Certificate certificate, KeyPair keys) {

    /** The certificate as PEM. */
    public String certificatePem() {
      return Pem.of(certificate);
    }

    /** The private key as PKCS#8 PEM. */
    public String keyPem() {
      return Pem.of(keys.getPrivate());
    }
  }

  /** An ECDSA certificate that signs itself. */
  public Made selfSigned(List<String> dnsNames, Validity validity) {
    return make("EC", dnsNames, validity, Optional.empty());
  }

  /** A certificate with a key of that algorithm, signed by {@code issuer} or by itself. */
  public Made make(
      String algorithm, List<String> dnsNames, Validity validity, Optional<Made> issuer) {
    return make(algorithm, dnsNames, validity, issuer, false);
  }

  private Made make(
      String algorithm,
      List<String> dnsNames,
      Validity validity,
      Optional<Made> issuer,
      boolean authority) {
    try {
      KeyPair keys = keys(algorithm);
      var name = new X500Principal("CN=test " + ++serialNumber);
      var builder =
          new JcaX509v3CertificateBuilder(
              issuer.map(by -> by.certificate().getSubjectX500Principal()).orElse(name),
              BigInteger.valueOf(serialNumber),
              Date.from(validity.notBefore()),
              Date.from(validity.notAfter()),
              name,
              keys.getPublic());
      if (!dnsNames.isEmpty()) {
        builder.addExtension(Extension.subjectAlternativeName, false, names(dnsNames));
      }
      if (authority) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      }
      var signer = signer(issuer.map(Made::keys).orElse(keys));
      return new Made(
          new JcaX509CertificateConverter().getCertificate(builder.build(signer)), keys);
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("making a certificate", e);
    }
  }

  /** A CA's certificate, signed by itself. */
  public Made authority(Validity validity) {
    return authority("EC", validity, Optional.empty());
  }

  /** A CA's certificate with a key of that algorithm, signed by {@code issuer} or by itself. */
  public Made authority(String algorithm, Validity validity, Optional<Made> issuer) {
    return make(algorithm, List.of(), validity, issuer, true);
  }

  /** A list, PEM, by which {@code authority} revokes those certificates. */
  public String revocationList(Made authority, Validity validity, X509Certificate... revoked) {
    try {
      var builder =
          new JcaX509v2CRLBuilder(
              authority.certificate().getSubjectX500Principal(), Date.from(validity.notBefore()));
      builder.setNextUpdate(Date.from(validity.notAfter()));
      for (X509Certificate each : revoked) {
        builder.addCRLEntry(
            each.getSerialNumber(), Date.from(validity.notBefore()), CRLReason.keyCompromise);
      }
      return Pem.of(new JcaX509CRLConverter().getCRL(builder.build(signer(authority.keys()))));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("making a revocation list", e);
    }
  }

  private ContentSigner signer(KeyPair keys) throws OperatorCreationException {
    return new JcaContentSignerBuilder(signature(keys))
        .setSecureRandom(random)
        .build(keys.getPrivate());
  }

  private KeyPair keys(String algorithm) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance(algorithm);
    switch (algorithm) {
      case "EC" -> generator.initialize(256, random);
      case "RSA" -> generator.initialize(RSA_BITS, random);
      default -> {}
    }
    return generator.generateKeyPair();
  }

  private static String signature(KeyPair keys) {
    return switch (keys.getPrivate().getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> "Ed25519";
    };
  }

  private static GeneralNames names(List<String> dnsNames) {
    return new GeneralNames(
        dnsNames.stream()
            .map(name -> new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }
}
