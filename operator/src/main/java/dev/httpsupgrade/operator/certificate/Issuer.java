package dev.httpsupgrade.operator.certificate;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes keys and certificates (RFC 5280): ECDSA P-256, a new key for each. */
final class Issuer {

  /** Clocks differ: a certificate is valid a little before it was made. */
  private static final Duration BACKDATED = Duration.ofMinutes(5);

  private static final int SERIAL_NUMBER_BITS = 127;

  private final SecureRandom random;

  Issuer(SecureRandom random) {
    this.random = random;
  }

  /** A CA certificate that signs itself. */
  TlsPair authority(String commonName, Instant now, Duration validity) {
    KeyPair keys = newKeys();
    var name = new X500Principal("CN=" + commonName);
    var builder = builder(name, name, keys, now, now.plus(validity));
    try {
      var extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              extensions.createSubjectKeyIdentifier(keys.getPublic()));
      return new TlsPair(List.of(sign(builder, keys.getPrivate())), keys.getPrivate());
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("making a CA certificate", e);
    }
  }

  /** A server's certificate for those DNS names; it never outlives the authority. */
  TlsPair server(TlsPair authority, List<String> dnsNames, Instant now, Duration validity) {
    GeneralName[] names =
        dnsNames.stream()
            .map(name -> new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new);
    return leaf(authority, new GeneralNames(names), KeyPurposeId.id_kp_serverAuth, now, validity);
  }

  /** A client's certificate for that URI; it never outlives the authority. */
  TlsPair client(TlsPair authority, String uri, Instant now, Duration validity) {
    var name = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
    return leaf(authority, name, KeyPurposeId.id_kp_clientAuth, now, validity);
  }

  private TlsPair leaf(
      TlsPair authority, GeneralNames names, KeyPurposeId purpose, Instant now, Duration validity) {
    KeyPair keys = newKeys();
    X509Certificate ca = authority.leaf();
    Instant end = now.plus(validity);
    Instant caEnd = ca.getNotAfter().toInstant();
    var builder =
        builder(
            ca.getSubjectX500Principal(),
            new X500Principal(""),
            keys,
            now,
            end.isBefore(caEnd) ? end : caEnd);
    try {
      var extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
          // RFC 5280 section 4.2.1.6: critical, because the subject is empty.
          .addExtension(Extension.subjectAlternativeName, true, names)
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              extensions.createAuthorityKeyIdentifier(ca.getPublicKey()));
      return new TlsPair(List.of(sign(builder, authority.key())), keys.getPrivate());
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("making a certificate", e);
    }
  }

  private X509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, KeyPair keys, Instant now, Instant end) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_NUMBER_BITS, random).setBit(SERIAL_NUMBER_BITS - 1),
        Date.from(now.minus(BACKDATED)),
        Date.from(end),
        subject,
        keys.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey issuerKey)
      throws OperatorCreationException, GeneralSecurityException {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey);
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }
}
