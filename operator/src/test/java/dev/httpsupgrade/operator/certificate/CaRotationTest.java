package dev.httpsupgrade.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.httpsupgrade.operator.api.v1alpha1.CaPhase;
import dev.httpsupgrade.operator.api.v1alpha1.Lifetime;
import dev.httpsupgrade.operator.api.v1alpha1.PrivateKeySpec;
import dev.httpsupgrade.operator.certificate.CaRotation.Step;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CaRotationTest {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LIFE = Duration.ofHours(100);
  private static final Duration OVERLAP = Duration.ofHours(10);
  private static final Issuer ISSUER = new Issuer(new SecureRandom());
  private static final CaRotation ROTATION = new CaRotation(ISSUER, new CaLife(LIFE, OVERLAP));
  private static final CaState FIRST = ROTATION.first(BEGIN);
  private static final CaState PUBLISHED = ROTATION.take(Step.PUBLISH, FIRST, at(50));
  private static final CaState SWITCHED = ROTATION.take(Step.SWITCH, PUBLISHED, at(51));
  private static final CaState CONVERGED = ROTATION.take(Step.CONVERGE, SWITCHED, at(52));
  private static final CaState DROPPED = ROTATION.take(Step.DROP, CONVERGED, at(62));

  enum Sidecars {
    FOLLOW,
    ARE_BEHIND,
    ARE_NOT_ASKED
  }

  static Stream<Arguments> steps() {
    return Stream.of(
        arguments("young", FIRST, 49, Sidecars.ARE_NOT_ASKED, Step.WAIT),
        arguments("at half of its life", FIRST, 50, Sidecars.ARE_NOT_ASKED, Step.PUBLISH),
        arguments("not yet published everywhere", PUBLISHED, 59, Sidecars.ARE_BEHIND, Step.WAIT),
        arguments("published everywhere", PUBLISHED, 50, Sidecars.FOLLOW, Step.SWITCH),
        arguments(
            "published for as long as a root is",
            PUBLISHED,
            60,
            Sidecars.ARE_NOT_ASKED,
            Step.SWITCH),
        arguments("not yet reissued everywhere", SWITCHED, 99, Sidecars.ARE_BEHIND, Step.WAIT),
        arguments("reissued everywhere", SWITCHED, 51, Sidecars.FOLLOW, Step.CONVERGE),
        arguments(
            "the former root expires unreplaced", SWITCHED, 100, Sidecars.ARE_NOT_ASKED, Step.DROP),
        arguments(
            "clients may still trust the former one",
            CONVERGED,
            61,
            Sidecars.ARE_NOT_ASKED,
            Step.WAIT),
        arguments("clients had their time", CONVERGED, 62, Sidecars.ARE_NOT_ASKED, Step.DROP),
        arguments("the next one is young", DROPPED, 99, Sidecars.ARE_NOT_ASKED, Step.WAIT),
        arguments(
            "the next one at half of its life", DROPPED, 100, Sidecars.ARE_NOT_ASKED, Step.PUBLISH),
        arguments("asleep until three quarters", FIRST, 75, Sidecars.ARE_NOT_ASKED, Step.PUBLISH),
        arguments("asleep until its end", FIRST, 100, Sidecars.ARE_NOT_ASKED, Step.RENEW),
        arguments("asleep with a next one", PUBLISHED, 100, Sidecars.ARE_NOT_ASKED, Step.SWITCH),
        arguments("asleep for a year", PUBLISHED, 8_760, Sidecars.ARE_NOT_ASKED, Step.RENEW),
        arguments("asleep while reissuing", SWITCHED, 8_760, Sidecars.ARE_NOT_ASKED, Step.RENEW));
  }

  @ParameterizedTest(name = "{0}: {4}")
  @MethodSource("steps")
  void theStepThatIsDue(
      String name, CaState ca, int hour, Sidecars sidecars, CaRotation.Step step) {
    assertThat(due(ca, false, sidecars, at(hour))).isEqualTo(step);
  }

  @Test
  void whoAsksForTheNextOneGetsItButNotTwoAtATime() {
    assertThat(due(FIRST, true, Sidecars.ARE_NOT_ASKED, at(1))).isEqualTo(Step.PUBLISH);
    assertThat(due(PUBLISHED, true, Sidecars.ARE_BEHIND, at(51))).isEqualTo(Step.WAIT);
    assertThat(due(SWITCHED, true, Sidecars.ARE_BEHIND, at(51))).isEqualTo(Step.WAIT);
    assertThat(due(CONVERGED, true, Sidecars.ARE_NOT_ASKED, at(53))).isEqualTo(Step.WAIT);
    assertThat(due(DROPPED, true, Sidecars.ARE_NOT_ASKED, at(63))).isEqualTo(Step.PUBLISH);
  }

  @Test
  void eachStepIsSeenInItsPhase() {
    assertThat(Stream.of(FIRST, PUBLISHED, SWITCHED, CONVERGED, DROPPED).map(CaState::phase))
        .containsExactly(
            Optional.empty(),
            Optional.of(CaPhase.Publishing),
            Optional.of(CaPhase.Reissuing),
            Optional.of(CaPhase.Overlapping),
            Optional.empty());
    assertThat(CONVERGED.facts().life().orElseThrow().formerTrustedUntil())
        .isEqualTo(at(62).toString());
    assertThat(FIRST.facts().replacement()).contains(at(50));
  }

  @Test
  void aRootIsPublishedBeforeItIssuesAndAfterwards() {
    X509Certificate first = FIRST.issuing().root();
    X509Certificate second = DROPPED.issuing().root();

    assertThat(second).isNotEqualTo(first);
    assertThat(FIRST.trust()).containsExactly(first);
    assertThat(PUBLISHED.trust()).containsExactly(first, second);
    assertThat(SWITCHED.trust()).containsExactly(second, first);
    assertThat(CONVERGED.trust()).containsExactly(second, first);
    assertThat(DROPPED.trust()).containsExactly(second);
  }

  @Test
  void whoTrustsOneOfTheTwoAcceptsWhatTheNextOneIssues() throws Exception {
    X509Certificate first = FIRST.issuing().root();
    X509Certificate second = SWITCHED.issuing().root();
    List<X509Certificate> chain = served(SWITCHED, at(52));

    Chains.assertTrusted(chain, first, at(52));
    Chains.assertTrusted(chain, second, at(52));
    assertThatThrownBy(() -> Chains.build(served(DROPPED, at(63)), first, at(63)))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> Chains.build(served(PUBLISHED, at(51)), second, at(51)))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void theBridgeEndsWithTheFormerRootWhichIsDroppedThen() {
    CaState.Former former = SWITCHED.former().orElseThrow();

    assertThat(former.bridge().orElseThrow().getNotAfter()).isEqualTo(former.root().getNotAfter());
    assertThat(former.end()).isEqualTo(at(100));
    CaState late = ROTATION.take(Step.CONVERGE, SWITCHED, at(95));
    assertThat(late.former().orElseThrow().end()).as("not at 105").isEqualTo(at(100));
  }

  @Test
  void nothingIsBridgedFromWhatHasExpired() {
    CaState late = ROTATION.take(Step.SWITCH, PUBLISHED, at(100));

    assertThat(late.issuing()).isEqualTo(PUBLISHED.next().orElseThrow());
    assertThat(late.former().orElseThrow().bridge()).isEmpty();
    assertThat(due(late, false, Sidecars.ARE_NOT_ASKED, at(100))).isEqualTo(Step.DROP);
  }

  @Test
  void everythingComesToItsEndAndBackWhateverWasMissed() {
    for (CaState state : List.of(FIRST, PUBLISHED, SWITCHED, CONVERGED, DROPPED)) {
      for (int hour : List.of(63, 76, 101, 149, 152, 10_000)) {
        CaState rested = rest(state, at(hour));

        assertThat(rested.issuing().notAfter()).isAfter(at(hour));
        assertThat(rested.former().map(CaState.Former::end).filter(at(hour)::isAfter)).isEmpty();
        Chains.assertTrusted(served(rested, at(hour)), rested.trust().getFirst(), at(hour));
      }
    }
  }

  /** As it is when every sidecar follows at once. */
  private static CaState rest(CaState from, Instant now) {
    var steps = new ArrayList<Step>();
    CaState ca = from;
    for (Step due = due(ca, false, Sidecars.FOLLOW, now);
        due != Step.WAIT;
        due = due(ca, false, Sidecars.FOLLOW, now)) {
      steps.add(due);
      assertThat(steps).hasSizeLessThan(6);
      ca = ROTATION.take(due, ca, now);
    }
    return ca;
  }

  private static List<X509Certificate> served(CaState ca, Instant now) {
    var request =
        new CertificateRequest(ca.facts(), new Lifetime("1000h", null), PrivateKeySpec.DEFAULT, "");
    TlsPair leaf =
        ISSUER.server(
            ca.issuing().issuing(),
            new CertificateDecision.Issue(List.of("shop.shop.svc"), request, "a test"),
            now);
    return Stream.concat(leaf.chain().stream(), ca.bridge()).toList();
  }

  private static Step due(CaState ca, boolean forced, Sidecars sidecars, Instant now) {
    return ROTATION.due(
        ca,
        forced,
        () -> {
          assertThat(sidecars).as("nobody has to follow that").isNotEqualTo(Sidecars.ARE_NOT_ASKED);
          return sidecars == Sidecars.FOLLOW;
        },
        now);
  }

  private static Instant at(int hour) {
    return BEGIN.plus(Duration.ofHours(hour));
  }
}
