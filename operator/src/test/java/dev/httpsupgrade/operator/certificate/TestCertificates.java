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
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
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
      KeyPair signing = issuer.map(Made::keys).orElse(keys);
      var signer =
          new JcaContentSignerBuilder(signature(signing))
              .setSecureRandom(random)
              .build(signing.getPrivate());
      return new Made(
          new JcaX509CertificateConverter().getCertificate(builder.build(signer)), keys);
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("making a certificate", e);
    }
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
