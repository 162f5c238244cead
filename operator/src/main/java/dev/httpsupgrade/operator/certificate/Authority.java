package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A CA that can issue; never its key.
 *
 * @param name what is noted at the certificates that it issues: which one it is, and a SHA-256 of
 *     what it is made of, hex
 * @param secret name of the Secret that an upgrade names for it; absent: it is the operator's own
 * @param notAfter when it expires, or an issuer of its own; no certificate outlives that
 * @param trust what its clients have to trust, PEM
 */
public record Authority(String name, Optional<String> secret, Instant notAfter, String trust) {

  /** The operator's own. */
  public static Authority operators(String fingerprint, Instant notAfter, String trust) {
    return new Authority("operatorCA/" + fingerprint, Optional.empty(), notAfter, trust);
  }

  /** One whose certificate and key are in that Secret of an upgrade's namespace. */
  static Authority in(String secret, TlsPair pair, String trust) {
    return new Authority(
        "ca/%s/%s".formatted(secret, Leaf.sha256((Pem.of(pair.chain()) + trust).getBytes(UTF_8))),
        Optional.of(secret),
        end(pair.chain()),
        trust);
  }

  /** When the first of them expires. */
  static Instant end(List<X509Certificate> chain) {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }
}
