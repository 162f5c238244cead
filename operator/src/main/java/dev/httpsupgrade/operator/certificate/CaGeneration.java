package dev.httpsupgrade.operator.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * One generation of the operator's CA: a root, and the intermediate that issues, which lives as
 * long. They are the same where a Secret of an older operator has but one.
 *
 * @param issuing the intermediate with its key, then the root
 * @param rootKey absent if somebody else has it
 */
record CaGeneration(TlsPair issuing, Optional<PrivateKey> rootKey) {

  /** A new one; its certificates can be told from those of every other one by their names. */
  static CaGeneration make(Issuer issuer, Instant now, Duration validity) {
    Instant since = now.truncatedTo(ChronoUnit.SECONDS);
    TlsPair root = issuer.root("HTTPS Upgrade root " + since, now, validity);
    TlsPair intermediate = issuer.intermediate(root, "HTTPS Upgrade intermediate " + since, now);
    return new CaGeneration(intermediate, Optional.of(root.key()));
  }

  X509Certificate root() {
    return issuing.chain().getLast();
  }

  Instant notAfter() {
    return Authority.end(issuing.chain());
  }

  Instant begin() {
    return root().getNotBefore().toInstant().plus(Issuer.BACKDATED);
  }

  /** When that many quarters of its life are over. */
  Instant after(int quarters) {
    return begin().plus(Duration.between(begin(), notAfter()).multipliedBy(quarters).dividedBy(4));
  }

  /** What leads from this root to that one, if this root's key is here. */
  Optional<X509Certificate> bridgeTo(CaGeneration next, Issuer issuer, Instant now) {
    return rootKey.map(key -> issuer.bridge(new TlsPair(List.of(root()), key), next.root(), now));
  }
}
