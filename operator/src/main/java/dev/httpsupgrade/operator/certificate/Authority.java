package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.CaStatus;
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
 * @param life how far it is in its life, if the operator sees to that
 */
public record Authority(
    String name, Optional<String> secret, Instant notAfter, String trust, Optional<CaStatus> life) {

  /** The operator's own. */
  public static Authority operators(Instant notAfter, String trust, CaStatus life) {
    return new Authority(
        "operatorCA/" + life.fingerprint(), Optional.empty(), notAfter, trust, Optional.of(life));
  }

  /** One whose certificate and key are in that Secret of an upgrade's namespace. */
  static Authority in(String secret, TlsPair pair, String trust) {
    return new Authority(
        "ca/%s/%s".formatted(secret, Leaf.sha256((Pem.of(pair.chain()) + trust).getBytes(UTF_8))),
        Optional.of(secret),
        end(pair.chain()),
        trust,
        Optional.empty());
  }

  /** When it makes room for another one, if it does by itself. */
  Optional<Instant> replacement() {
    return life.map(CaStatus::renewalTime).map(Instant::parse);
  }

  /** When the first of them expires. */
  static Instant end(List<X509Certificate> chain) {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }
}
