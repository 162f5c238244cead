package dev.httpsupgrade.operator.certificate;

import dev.httpsupgrade.operator.api.v1alpha1.PrivateKeySpec;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes keys and certificates (RFC 5280), a new key for each. */
final class Issuer {

  /** Clocks differ: a certificate is valid a little before it was made. */
  static final Duration BACKDATED = Duration.ofMinutes(5);

  private static final int SERIAL_NUMBER_BITS = 127;

  /** Under a root there may be the bridge to the next one, and its intermediate. */
  private static final int PATH_OF_ROOT = 2;

  private static final int PATH_OF_BRIDGE = 1;

  private final SecureRandom random;

  Issuer(SecureRandom random) {
    this.random = random;
  }

  /** A CA that signs itself. */
  TlsPair root(String commonName, Instant now, Duration validity) {
    KeyPair keys = newKeys(PrivateKeySpec.DEFAULT);
    var name = new X500Principal("CN=" + commonName);
    var builder = builder(name, name, keys.getPublic(), now, now.plus(validity));
    X509Certificate certificate =
        authority(builder, PATH_OF_ROOT, keys.getPublic(), Optional.empty(), keys.getPrivate());
    return new TlsPair(List.of(certificate), keys.getPrivate());
  }

  /** A CA for leaves alone, which ends with {@code root}. */
  TlsPair intermediate(TlsPair root, String commonName, Instant now) {
    KeyPair keys = newKeys(PrivateKeySpec.DEFAULT);
    var builder =
        builder(
            root.leaf().getSubjectX500Principal(),
            new X500Principal("CN=" + commonName),
            keys.getPublic(),
            now,
            root.leaf().getNotAfter().toInstant());
    X509Certificate certificate =
        authority(builder, 0, keys.getPublic(), Optional.of(root.leaf()), root.key());
    return new TlsPair(List.of(certificate, root.leaf()), keys.getPrivate());
  }

  /**
   * {@code root}'s name and key in a certificate by {@code former}, so that whoever trusts that one
   * trusts what {@code root} issues; it ends with the first of them.
   */
  X509Certificate bridge(TlsPair former, X509Certificate root, Instant now) {
    var builder =
        builder(
            former.leaf().getSubjectX500Principal(),
            root.getSubjectX500Principal(),
            root.getPublicKey(),
            now,
            Authority.end(List.of(former.leaf(), root)));
    return authority(
        builder, PATH_OF_BRIDGE, root.getPublicKey(), Optional.of(former.leaf()), former.key());
  }

  private static X509Certificate authority(
      X509v3CertificateBuilder builder,
      int mostIntermediates,
      PublicKey key,
      Optional<X509Certificate> by,
      PrivateKey issuerKey) {
    try {
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(mostIntermediates))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
      if (by.isPresent()) {
        builder.addExtension(
            Extension.authorityKeyIdentifier, false, authorityKeyIdentifier(by.orElseThrow()));
      }
      return sign(builder, issuerKey);
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("making a CA certificate", e);
    }
  }

  /** A server's certificate; it never outlives the authority. */
  TlsPair server(TlsPair authority, CertificateDecision.Issue order, Instant now) {
    GeneralName[] names =
        order.dnsNames().stream()
            .map(name -> new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new);
    return leaf(
        authority,
        new Purpose(new GeneralNames(names), KeyPurposeId.id_kp_serverAuth),
        newKeys(order.request().key()),
        now,
        order.request().lifetime().validity());
  }

  /** A client's certificate for that URI; it never outlives the authority. */
  TlsPair client(TlsPair authority, String uri, Instant now, Duration validity) {
    var name = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
    return leaf(
        authority,
        new Purpose(name, KeyPurposeId.id_kp_clientAuth),
        newKeys(PrivateKeySpec.DEFAULT),
        now,
        validity);
  }

  /** Whose certificate it is, and what for. */
  private record Purpose(GeneralNames names, KeyPurposeId usage) {}

  private TlsPair leaf(
      TlsPair authority, Purpose purpose, KeyPair keys, Instant now, Duration validity) {
    X509Certificate ca = authority.leaf();
    Instant end = now.plus(validity);
    Instant caEnd = Authority.end(authority.chain());
    var builder =
        builder(
            ca.getSubjectX500Principal(),
            new X500Principal(""),
            keys.getPublic(),
            now,
            end.isBefore(caEnd) ? end : caEnd);
    try {
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, usage(keys))
          .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose.usage()))
          // RFC 5280 section 4.2.1.6: critical, because the subject is empty.
          .addExtension(Extension.subjectAlternativeName, true, purpose.names())
          .addExtension(Extension.authorityKeyIdentifier, false, authorityKeyIdentifier(ca));
      X509Certificate leaf = sign(builder, authority.key());
      return new TlsPair(
          Stream.concat(Stream.of(leaf), authority.chain().stream().filter(Issuer::isIntermediate))
              .toList(),
          keys.getPrivate());
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("making a certificate", e);
    }
  }

  /** As the authority itself is told by, if it says so (RFC 5280 section 4.2.1.1). */
  private static AuthorityKeyIdentifier authorityKeyIdentifier(X509Certificate ca)
      throws CertificateEncodingException, NoSuchAlgorithmException {
    var subject =
        SubjectKeyIdentifier.fromExtensions(new JcaX509CertificateHolder(ca).getExtensions());
    return subject == null
        ? new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(ca.getPublicKey())
        : new AuthorityKeyIdentifier(subject.getKeyIdentifier());
  }

  /** Clients have the root, and get the rest (RFC 8446 section 4.4.2). */
  private static boolean isIntermediate(X509Certificate certificate) {
    return !certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private X509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, PublicKey key, Instant now, Instant end) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_NUMBER_BITS, random).setBit(SERIAL_NUMBER_BITS - 1),
        Date.from(now.minus(BACKDATED)),
        Date.from(end),
        subject,
        key);
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey issuerKey)
      throws OperatorCreationException, GeneralSecurityException {
    var signer = new JcaContentSignerBuilder(TlsPairReader.signature(issuerKey)).build(issuerKey);
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  /** RSA keys may have to decrypt, too: a cipher suite without ECDHE is TLS 1.2's. */
  private static KeyUsage usage(KeyPair keys) {
    return keys.getPrivate().getAlgorithm().equals("RSA")
        ? new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)
        : new KeyUsage(KeyUsage.digitalSignature);
  }

  private KeyPair newKeys(PrivateKeySpec key) {
    try {
      return switch (key.algorithm()) {
        case ECDSA -> newKeys("EC", new ECGenParameterSpec("secp%dr1".formatted(key.bits())));
        case RSA ->
            newKeys("RSA", new RSAKeyGenParameterSpec(key.bits(), RSAKeyGenParameterSpec.F4));
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java makes " + key.inShort(), e);
    }
  }

  private KeyPair newKeys(String algorithm, AlgorithmParameterSpec parameters)
      throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(parameters, random);
    return generator.generateKeyPair();
  }
}
