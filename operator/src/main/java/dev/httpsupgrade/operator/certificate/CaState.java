package dev.httpsupgrade.operator.certificate;

import dev.httpsupgrade.operator.api.v1alpha1.CaPhase;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.CaStatus;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operator's CA as it stands; its changes are made by {@link CaRotation}.
 *
 * @param issuing the generation that issues
 * @param next the one that will: trusted already, so that nobody is surprised by it
 * @param former the one that did, trusted for a while
 */
record CaState(CaGeneration issuing, Optional<CaGeneration> next, Optional<Former> former) {

  /**
   * A root whose generation issues nothing any more.
   *
   * @param bridge by which those who trust only this root trust the next one
   * @param trustedUntil absent while certificates are served that it issued
   */
  record Former(
      X509Certificate root, Optional<X509Certificate> bridge, Optional<Instant> trustedUntil) {

    Instant end() {
      Instant notAfter = root.getNotAfter().toInstant();
      return trustedUntil.filter(notAfter::isAfter).orElse(notAfter);
    }
  }

  static CaState of(CaGeneration only) {
    return new CaState(only, Optional.empty(), Optional.empty());
  }

  /** All that is to be trusted, the one that issues first. */
  List<X509Certificate> trust() {
    return Stream.of(
            Stream.of(issuing.root()),
            next.stream().map(CaGeneration::root),
            former.stream().map(Former::root))
        .flatMap(roots -> roots)
        .toList();
  }

  /** What follows a chain that the present generation issued. */
  Stream<X509Certificate> bridge() {
    return former.flatMap(Former::bridge).stream();
  }

  Optional<CaPhase> phase() {
    return next.map(generation -> CaPhase.Publishing)
        .or(() ->
            former.map(
                root -> root.trustedUntil().isEmpty() ? CaPhase.Reissuing : CaPhase.Overlapping));
  }

  /** What plans depend on. */
  Authority facts() {
    return Authority.operators(issuing.notAfter(), Pem.of(trust()), status());
  }

  private CaStatus status() {
    return new CaStatus(
        Leaf.fingerprint(issuing.root()),
        issuing.notAfter().toString(),
        issuing.after(CaRotation.QUARTERS).toString(),
        phase().orElse(null),
        formerTrustedUntil());
  }

  private @Nullable String formerTrustedUntil() {
    return former.flatMap(Former::trustedUntil).map(Instant::toString).orElse(null);
  }
}
