package dev.httpsupgrade.operator.certificate;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The steps from one generation of the operator's CA to the next: publish its root, issue from it,
 * see everything of the former one gone, wait, and drop that. Each begins where {@link CaState}
 * says that the last one ended, whoever took it.
 */
final class CaRotation {

  /** After that many quarters of its life a CA is replaced. */
  static final int QUARTERS = 2;

  /** Then it is replaced although not every sidecar is known to trust the next one. */
  private static final int LATEST_QUARTERS = 3;

  /** What is to be done. */
  enum Step {
    /** Nothing is due. */
    WAIT,
    /** Everything has expired: begin anew. */
    RENEW,
    /** Make the next generation, and have it trusted. */
    PUBLISH,
    /** Issue from the next generation. */
    SWITCH,
    /** Nothing that the former one issued is served any more. */
    CONVERGE,
    /** Trust the former one no longer. */
    DROP
  }

  private final Issuer issuer;
  private final CaLife life;

  CaRotation(Issuer issuer, CaLife life) {
    this.issuer = issuer;
    this.life = life;
  }

  /**
   * The step that is due.
   *
   * @param forced whether somebody asks for the next generation
   * @param followed whether every sidecar trusts and serves what it should as of {@code ca}
   */
  Step due(CaState ca, boolean forced, BooleanSupplier followed, Instant now) {
    if (!now.isBefore(ca.issuing().notAfter())) {
      return ca.next().filter(next -> now.isBefore(next.notAfter())).isPresent()
          ? Step.SWITCH
          : Step.RENEW;
    }
    if (ca.former().filter(former -> !now.isBefore(former.end())).isPresent()) {
      return Step.DROP;
    }
    return ca.next()
        .map(next -> isLate(ca, next, now) || followed.getAsBoolean() ? Step.SWITCH : Step.WAIT)
        .or(() ->
            ca.former()
                .map(former ->
                    former.trustedUntil().isEmpty() && followed.getAsBoolean()
                        ? Step.CONVERGE
                        : Step.WAIT))
        .orElseGet(
            () -> forced || !now.isBefore(ca.issuing().after(QUARTERS)) ? Step.PUBLISH : Step.WAIT);
  }

  private boolean isLate(CaState ca, CaGeneration next, Instant now) {
    return !now.isBefore(ca.issuing().after(LATEST_QUARTERS))
        || !now.isBefore(next.begin().plus(life.trustOverlap()));
  }

  /** The CA after that step. */
  CaState take(Step step, CaState ca, Instant now) {
    return switch (step) {
      case WAIT -> ca;
      case RENEW -> first(now);
      case PUBLISH ->
          new CaState(
              ca.issuing(),
              Optional.of(CaGeneration.make(issuer, now, life.duration())),
              ca.former());
      case SWITCH -> switched(ca, ca.next().orElseThrow(), now);
      case CONVERGE ->
          new CaState(
              ca.issuing(),
              ca.next(),
              ca.former()
                  .map(former ->
                      new CaState.Former(
                          former.root(),
                          former.bridge(),
                          Optional.of(now.plus(life.trustOverlap())))));
      case DROP -> new CaState(ca.issuing(), ca.next(), Optional.empty());
    };
  }

  /** The first generation of all. */
  CaState first(Instant now) {
    return CaState.of(CaGeneration.make(issuer, now, life.duration()));
  }

  private CaState switched(CaState ca, CaGeneration next, Instant now) {
    Optional<X509Certificate> bridge =
        Optional.of(ca.issuing())
            .filter(former -> now.isBefore(former.notAfter()))
            .flatMap(former -> former.bridgeTo(next, issuer, now));
    return new CaState(
        next,
        Optional.empty(),
        Optional.of(new CaState.Former(ca.issuing().root(), bridge, Optional.empty())));
  }
}
