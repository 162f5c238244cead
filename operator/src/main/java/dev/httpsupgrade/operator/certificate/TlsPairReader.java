package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/**
 * Reads the content of a Secret of type {@code kubernetes.io/tls}, and checks what clients would.
 */
final class TlsPairReader {

  static final String CERTIFICATE = "tls.crt";
  static final String KEY = "tls.key";

  private static final Map<String, String> SIGNATURES =
      Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA");

  /** Its place in {@link X509Certificate#getKeyUsage}. */
  private static final int KEY_CERT_SIGN = 5;

  /** What came of reading. */
  sealed interface Reading {

    /** A pair that can be used now. */
    record Usable(TlsPair pair) implements Reading {}

    /** What is wrong, as a sentence that starts with the key of the Secret. */
    record Unusable(Reason reason, String message) implements Reading {}
  }

  private TlsPairReader() {}

  /** With what a key that was found usable signs. */
  static String signature(PrivateKey key) {
    return Objects.requireNonNull(SIGNATURES.get(key.getAlgorithm()));
  }

  /** The pair as it is, whether a server should use it or not. */
  static Optional<TlsPair> pair(Map<String, byte[]> data) {
    return certificates(data.get(CERTIFICATE))
        .flatMap(chain -> privateKey(data.get(KEY)).map(key -> new TlsPair(chain, key)));
  }

  /** A pair with which a server can show who it is. */
  static Reading read(Map<String, byte[]> data, Instant now) {
    return read(data, pair -> firstProblem(pair, now).or(() -> withoutNames(pair.leaf())));
  }

  /** A pair with which certificates can be issued. */
  static Reading readAuthority(Map<String, byte[]> data, Instant now) {
    return read(
        data,
        pair ->
            firstProblem(pair, now)
                .or(() -> withoutRight(pair.leaf()))
                .or(() ->
                    expired("an issuer in " + CERTIFICATE, Authority.end(pair.chain()), now)));
  }

  /** What clients of an authority trust: {@code ca.crt}, or else the end of its own chain. */
  static String trust(Map<String, byte[]> data, TlsPair authority) {
    return Pem.of(
        certificates(data.get(SecretReader.CA))
            .orElseGet(() -> List.of(authority.chain().getLast())));
  }

  private static Reading read(
      Map<String, byte[]> data, Function<TlsPair, Optional<Reading.Unusable>> firstProblem) {
    Optional<List<X509Certificate>> chain = certificates(data.get(CERTIFICATE));
    if (chain.isEmpty()) {
      return invalid(
          CERTIFICATE + " holds no PEM certificate; put that of the key first, then its issuers");
    }
    Optional<PrivateKey> key = privateKey(data.get(KEY));
    if (key.isEmpty()) {
      return invalid(KEY + " holds no unencrypted PEM private key (PKCS#8, PKCS#1 or SEC 1)");
    }
    var pair = new TlsPair(chain.orElseThrow(), key.orElseThrow());
    return firstProblem
        .apply(pair)
        .or(() -> brokenChain(pair.chain()))
        .<Reading>map(problem -> problem)
        .orElseGet(() -> new Reading.Usable(pair));
  }

  private static Optional<Reading.Unusable> firstProblem(TlsPair pair, Instant now) {
    X509Certificate first = pair.leaf();
    if (!SIGNATURES.containsKey(pair.key().getAlgorithm())) {
      return Optional.of(
          invalid(
              "%s is a key of type %s; use one of type EC or RSA"
                  .formatted(KEY, pair.key().getAlgorithm())));
    }
    if (!belongTogether(pair)) {
      return Optional.of(
          new Reading.Unusable(
              Reason.KeyMismatch,
              KEY + " is not the key of the first certificate in " + CERTIFICATE));
    }
    if (first.getNotBefore().toInstant().isAfter(now)) {
      return Optional.of(
          new Reading.Unusable(
              Reason.CertificateNotYetValid,
              "%s is not valid before %s"
                  .formatted(CERTIFICATE, first.getNotBefore().toInstant())));
    }
    return expired(CERTIFICATE, first.getNotAfter().toInstant(), now);
  }

  private static Optional<Reading.Unusable> expired(String what, Instant end, Instant now) {
    return end.isAfter(now)
        ? Optional.empty()
        : Optional.of(
            new Reading.Unusable(
                Reason.CertificateExpired, "%s expired at %s".formatted(what, end)));
  }

  private static Optional<Reading.Unusable> withoutNames(X509Certificate leaf) {
    return hasNames(leaf)
        ? Optional.empty()
        : Optional.of(
            invalid(CERTIFICATE + " has no subject alternative names; clients would refuse it"));
  }

  /** RFC 5280 sections 4.2.1.3 and 4.2.1.9. */
  private static Optional<Reading.Unusable> withoutRight(X509Certificate authority) {
    boolean[] usage = authority.getKeyUsage();
    boolean maySign = usage == null || usage[KEY_CERT_SIGN];
    return authority.getBasicConstraints() >= 0 && maySign
        ? Optional.empty()
        : Optional.of(
            invalid(
                CERTIFICATE
                    + " is not a CA's: it may not sign certificates (basic constraints, key usage)"));
  }

  private static Reading.Unusable invalid(String message) {
    return new Reading.Unusable(Reason.SourceInvalid, message);
  }

  private static boolean hasNames(X509Certificate leaf) {
    try {
      var names = leaf.getSubjectAlternativeNames();
      return names != null && !names.isEmpty();
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Optional<Reading.Unusable> brokenChain(List<X509Certificate> chain) {
    for (int i = 1; i < chain.size(); i++) {
      try {
        chain.get(i - 1).verify(chain.get(i).getPublicKey());
      } catch (GeneralSecurityException e) {
        return Optional.of(
            invalid(
                "%s: certificate %d is not issued by certificate %d; put each before its issuer"
                    .formatted(CERTIFICATE, i, i + 1)));
      }
    }
    return Optional.empty();
  }

  private static boolean belongTogether(TlsPair pair) {
    String algorithm = signature(pair.key());
    byte[] probe = "probe".getBytes(US_ASCII);
    try {
      var signer = Signature.getInstance(algorithm);
      signer.initSign(pair.key());
      signer.update(probe);
      var verifier = Signature.getInstance(algorithm);
      verifier.initVerify(pair.leaf().getPublicKey());
      verifier.update(probe);
      return verifier.verify(signer.sign());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static Optional<List<X509Certificate>> certificates(byte @Nullable [] pem) {
    if (pem == null) {
      return Optional.empty();
    }
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      return chain.isEmpty() ? Optional.empty() : Optional.of(chain);
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  static Optional<PrivateKey> privateKey(byte @Nullable [] pem) {
    if (pem == null) {
      return Optional.empty();
    }
    var converter = new JcaPEMKeyConverter();
    try (var parser = new PEMParser(new StringReader(new String(pem, US_ASCII)))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        if (object instanceof PrivateKeyInfo info) {
          return Optional.of(converter.getPrivateKey(info));
        }
        if (object instanceof PEMKeyPair keyPair) {
          return Optional.of(converter.getPrivateKey(keyPair.getPrivateKeyInfo()));
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      // BouncyCastle answers garbage with either.
      return Optional.empty();
    }
  }
}
