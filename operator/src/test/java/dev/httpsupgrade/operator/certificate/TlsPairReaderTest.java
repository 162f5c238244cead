package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.certificate.TestCertificates.Made;
import dev.httpsupgrade.operator.certificate.TestCertificates.Validity;
import java.io.IOException;
import java.io.StringWriter;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TlsPairReaderTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Validity VALID =
      new Validity(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)));
  private static final List<String> NAMES = List.of("shop.example");
  private static final TestCertificates CERTIFICATES = new TestCertificates("reader");
  private static final Made EC = CERTIFICATES.make("EC", NAMES, VALID, Optional.empty());
  private static final Made RSA = CERTIFICATES.make("RSA", NAMES, VALID, Optional.empty());
  private static final Made ROOT = CERTIFICATES.make("EC", List.of(), VALID, Optional.empty());
  private static final Made MIDDLE = CERTIFICATES.make("RSA", List.of(), VALID, Optional.of(ROOT));
  private static final Made LEAF = CERTIFICATES.make("EC", NAMES, VALID, Optional.of(MIDDLE));

  static Stream<Arguments> usable() {
    return Stream.of(
        arguments("EC, PKCS#8", EC.certificatePem(), EC.keyPem(), EC),
        arguments("EC, SEC 1", EC.certificatePem(), traditional(EC), EC),
        arguments("RSA, PKCS#8", RSA.certificatePem(), RSA.keyPem(), RSA),
        arguments("RSA, PKCS#1", RSA.certificatePem(), traditional(RSA), RSA),
        arguments(
            "EC parameters before the key",
            EC.certificatePem(),
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                + traditional(EC),
            EC),
        arguments(
            "text before the certificate", "subject=shop\n" + EC.certificatePem(), EC.keyPem(), EC),
        arguments(
            "a chain without its root",
            LEAF.certificatePem() + MIDDLE.certificatePem(),
            LEAF.keyPem(),
            LEAF),
        arguments(
            "a chain with its root",
            LEAF.certificatePem() + MIDDLE.certificatePem() + ROOT.certificatePem(),
            LEAF.keyPem(),
            LEAF));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("usable")
  void aGoodPairIsUsable(String name, String certificate, String key, Made expected) {
    assertThat(read(certificate, key)).isInstanceOf(TlsPairReader.Reading.Usable.class);
    assertThat(TlsPairReader.pair(data(certificate, key)))
        .hasValueSatisfying(pair -> {
          assertThat(pair.leaf()).isEqualTo(expected.certificate());
          assertThat(pair.key().getAlgorithm())
              .isEqualTo(expected.keys().getPrivate().getAlgorithm());
        });
  }

  static Stream<Arguments> unusable() {
    Made expired = valid(NOW.minus(Duration.ofDays(2)), NOW);
    Made early = valid(NOW.plus(Duration.ofSeconds(1)), NOW.plus(Duration.ofDays(2)));
    Made nameless = CERTIFICATES.make("EC", List.of(), VALID, Optional.empty());
    Made other = CERTIFICATES.make("Ed25519", NAMES, VALID, Optional.empty());
    String noCertificate =
        "tls.crt holds no PEM certificate; put that of the key first, then its issuers";
    String noKey = "tls.key holds no unencrypted PEM private key (PKCS#8, PKCS#1 or SEC 1)";
    String noMatch = "tls.key is not the key of the first certificate in tls.crt";
    return Stream.of(
        bad("garbage", "garbage", EC.keyPem(), Reason.SourceInvalid, noCertificate),
        bad("nothing", "", EC.keyPem(), Reason.SourceInvalid, noCertificate),
        bad(
            "a broken certificate",
            EC.certificatePem().replace("MII", "AAA"),
            EC.keyPem(),
            Reason.SourceInvalid,
            noCertificate),
        bad("a key as certificate", EC.keyPem(), EC.keyPem(), Reason.SourceInvalid, noCertificate),
        bad("a garbage key", EC.certificatePem(), "garbage", Reason.SourceInvalid, noKey),
        bad("no key", EC.certificatePem(), "", Reason.SourceInvalid, noKey),
        bad(
            "a broken key",
            EC.certificatePem(),
            EC.keyPem().replaceFirst("KEY-----\n.{8}", "KEY-----\n"),
            Reason.SourceInvalid,
            noKey),
        bad("an encrypted key", EC.certificatePem(), encrypted(EC), Reason.SourceInvalid, noKey),
        bad(
            "a key of another type",
            other.certificatePem(),
            other.keyPem(),
            Reason.SourceInvalid,
            "tls.key is a key of type EdDSA; use one of type EC or RSA"),
        bad("another key", EC.certificatePem(), LEAF.keyPem(), Reason.KeyMismatch, noMatch),
        bad("an RSA key", EC.certificatePem(), RSA.keyPem(), Reason.KeyMismatch, noMatch),
        bad(
            "the wrong order",
            MIDDLE.certificatePem() + LEAF.certificatePem(),
            LEAF.keyPem(),
            Reason.KeyMismatch,
            noMatch),
        bad(
            "a chain with a gap",
            LEAF.certificatePem() + ROOT.certificatePem(),
            LEAF.keyPem(),
            Reason.SourceInvalid,
            "tls.crt: certificate 1 is not issued by certificate 2; put each before its issuer"),
        bad(
            "the rest of the chain in the wrong order",
            LEAF.certificatePem()
                + MIDDLE.certificatePem()
                + EC.certificatePem()
                + ROOT.certificatePem(),
            LEAF.keyPem(),
            Reason.SourceInvalid,
            "tls.crt: certificate 2 is not issued by certificate 3; put each before its issuer"),
        bad(
            "expired this second",
            expired.certificatePem(),
            expired.keyPem(),
            Reason.CertificateExpired,
            "tls.crt expired at 2026-01-01T00:00:00Z"),
        bad(
            "not valid yet",
            early.certificatePem(),
            early.keyPem(),
            Reason.CertificateNotYetValid,
            "tls.crt is not valid before 2026-01-01T00:00:01Z"),
        bad(
            "no names",
            nameless.certificatePem(),
            nameless.keyPem(),
            Reason.SourceInvalid,
            "tls.crt has no subject alternative names; clients would refuse it"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void aBadPairIsRefusedWithTheReason(
      String name, String certificate, String key, Reason reason, String message) {
    assertThat(read(certificate, key))
        .isEqualTo(new TlsPairReader.Reading.Unusable(reason, message));
  }

  @Test
  void aSecretWithoutTheKeysIsRefused() {
    assertThat(TlsPairReader.read(Map.of(), NOW))
        .isInstanceOf(TlsPairReader.Reading.Unusable.class);
    assertThat(TlsPairReader.read(Map.of("tls.crt", EC.certificatePem().getBytes(UTF_8)), NOW))
        .isInstanceOf(TlsPairReader.Reading.Unusable.class);
  }

  @Test
  void anExpiredPairCanStillBeRead() {
    Made expired = valid(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1)));

    assertThat(TlsPairReader.pair(data(expired.certificatePem(), expired.keyPem()))).isPresent();
  }

  private static Made valid(Instant from, Instant until) {
    return CERTIFICATES.make("EC", NAMES, new Validity(from, until), Optional.empty());
  }

  private static Arguments bad(
      String name, String certificate, String key, Reason reason, String message) {
    return arguments(name, certificate, key, reason, message);
  }

  private static TlsPairReader.Reading read(String certificate, String key) {
    return TlsPairReader.read(data(certificate, key), NOW);
  }

  private static Map<String, byte[]> data(String certificate, String key) {
    var data = new HashMap<String, byte[]>();
    data.put("tls.crt", certificate.getBytes(UTF_8));
    data.put("tls.key", key.getBytes(UTF_8));
    return data;
  }

  /** PKCS#1 or, as openssl writes it, SEC 1 with the curve. */
  private static String traditional(Made made) {
    try {
      var info = PrivateKeyInfo.getInstance(made.keys().getPrivate().getEncoded());
      if (made.keys().getPrivate() instanceof ECPrivateKey key) {
        var sec1 =
            new org.bouncycastle.asn1.sec.ECPrivateKey(
                256, key.getS(), info.getPrivateKeyAlgorithm().getParameters());
        return pem(new PemObject("EC PRIVATE KEY", sec1.getEncoded()));
      }
      return pem(new JcaMiscPEMGenerator(info));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encrypted(Made made) {
    try {
      var encryptor =
          new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.PBE_SHA1_3DES)
              .setPassword("secret".toCharArray())
              .build();
      return pem(new JcaPKCS8Generator(made.keys().getPrivate(), encryptor));
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(PemObjectGenerator content) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    }
    return text.toString();
  }
}
