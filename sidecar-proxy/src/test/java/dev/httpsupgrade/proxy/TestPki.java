package dev.httpsupgrade.proxy;

import io.netty.pkitesting.X509Bundle;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** What a CA gives out besides plain certificates. */
public final class TestPki {

  private static final Duration DAY = Duration.ofDays(1);

  private TestPki() {}

  /** A leaf with these DNS names, the first of which is its common name, too. */
  public static X509Bundle leaf(X509Bundle issuer, boolean rsa, String... names) throws Exception {
    KeyPair keys = keys(rsa);
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer.getCertificate(),
            BigInteger.valueOf(System.nanoTime()),
            Date.from(now.minus(DAY)),
            Date.from(now.plus(DAY)),
            new X500Principal("CN=" + (rsa ? "rsa-" : "ec-") + names[0].replace("*", "any")),
            keys.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            Stream.of(names)
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new)));
    X509Certificate leaf =
        new JcaX509CertificateConverter().getCertificate(builder.build(signer(issuer)));
    return X509Bundle.fromCertificatePath(
        new X509Certificate[] {leaf, issuer.getCertificate()}, issuer.getCertificate(), keys);
  }

  /** A revocation list in PEM. */
  public static String revocationList(
      X509Bundle issuer, Instant nextUpdate, X509Certificate... revoked) throws Exception {
    Instant thisUpdate = nextUpdate.minus(DAY);
    var builder =
        new JcaX509v2CRLBuilder(
            issuer.getCertificate().getSubjectX500Principal(), Date.from(thisUpdate));
    builder.setNextUpdate(Date.from(nextUpdate));
    for (X509Certificate each : revoked) {
      builder.addCRLEntry(each.getSerialNumber(), Date.from(thisUpdate), CRLReason.keyCompromise);
    }
    var text = new StringWriter();
    try (var pem = new JcaPEMWriter(text)) {
      pem.writeObject(builder.build(signer(issuer)));
    }
    return text.toString();
  }

  /** An OCSP answer in DER; good if {@code status} is null, as the library has it. */
  public static byte[] ocsp(
      X509Bundle issuer,
      X509Certificate leaf,
      @Nullable CertificateStatus status,
      Instant thisUpdate,
      @Nullable Instant nextUpdate)
      throws Exception {
    var digests = new JcaDigestCalculatorProviderBuilder().build();
    var authority = new JcaX509CertificateHolder(issuer.getCertificate());
    var id =
        new CertificateID(digests.get(CertificateID.HASH_SHA1), authority, leaf.getSerialNumber());
    var builder = new BasicOCSPRespBuilder(new RespID(authority.getSubject()));
    builder.addResponse(
        id, status, Date.from(thisUpdate), nextUpdate == null ? null : Date.from(nextUpdate));
    var answer =
        builder.build(
            signer(issuer), new X509CertificateHolder[] {authority}, Date.from(thisUpdate));
    return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, answer).getEncoded();
  }

  private static KeyPair keys(boolean rsa) throws Exception {
    var generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
    if (rsa) {
      generator.initialize(2048);
    } else {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    }
    return generator.generateKeyPair();
  }

  private static ContentSigner signer(X509Bundle issuer) throws Exception {
    return new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getKeyPair().getPrivate());
  }
}
