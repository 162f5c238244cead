package dev.httpsupgrade.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.httpsupgrade.operator.api.v1alpha1.CertificateSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Lifetime;
import dev.httpsupgrade.operator.api.v1alpha1.PrivateKeySpec;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificatePolicyTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Authority OPERATORS =
      TestAuthorities.operators("aa", NOW.plus(Duration.ofDays(3650)), "trust");
  private static final Authority OWN =
      TestAuthorities.own("cc", NOW.plus(Duration.ofHours(200)), "trust");
  private static final String REQUEST = "operatorCA/aa duration=100h";
  private static final List<String> NAMES = List.of("a.ns.svc", "b.ns.svc");
  private static final CertificateSpec FROM_CA =
      new CertificateSpec("100h", "10h", null, new CertificateSpec.OperatorCA(), null, null);
  private static final CertificateSpec FROM_OWN_CA =
      new CertificateSpec("100h", "10h", null, null, new CertificateSpec.FromCa("shop-ca"), null);
  private static final CertificateSpec FROM_SECRET =
      new CertificateSpec(null, null, null, null, null, new CertificateSpec.FromSecret("shop-tls"));
  private static final SourceSecret NO_SOURCE = new SourceSecret.NotAskedFor();
  private static final Problem PROBLEM =
      new Problem(Reason.KeyMismatch, "spec.certificate.secret.name", "no");

  static Stream<Arguments> whatTheAuthorityHasToReplace() {
    return Stream.of(
        arguments("none", new OwnSecret.Absent(), "there is none"),
        arguments("due now", held(NAMES, 10, REQUEST), "renewal is due"),
        arguments("overdue", held(NAMES, 9, REQUEST), "renewal is due"),
        arguments("expired", held(NAMES, -1, REQUEST), "renewal is due"),
        arguments("from a clock ahead", held(NAMES, 100, REQUEST), "it is not valid yet"),
        arguments(
            "a name less",
            held(List.of("a.ns.svc"), 50, REQUEST),
            "it is for other names: [a.ns.svc]"),
        arguments(
            "a name more",
            held(List.of("a.ns.svc", "b.ns.svc", "c"), 50, REQUEST),
            "it is for other names: [a.ns.svc, b.ns.svc, c]"),
        arguments(
            "another duration",
            held(NAMES, 50, "operatorCA/aa duration=99h"),
            "it was issued for another request: operatorCA/aa duration=99h"),
        arguments(
            "another CA",
            held(NAMES, 50, "operatorCA/bb duration=100h"),
            "it was issued for another request: operatorCA/bb duration=100h"),
        arguments(
            "another source",
            held(NAMES, 50, "secret/shop-tls sha256=1"),
            "it was issued for another request: secret/shop-tls sha256=1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whatTheAuthorityHasToReplace")
  void theAuthorityIssuesANewOne(String name, OwnSecret own, String why) {
    assertThat(decide(FROM_CA, own, NO_SOURCE))
        .isEqualTo(new CertificateDecision.Issue(NAMES, request(OPERATORS), why));
  }

  @Test
  void aCertificateThatIsNotDueIsKeptAndItsClientsAreToldOfAnotherRoot() {
    OwnSecret.Held own = held(NAMES, 11, REQUEST);
    var before = new OwnSecret.Held(own.leaf(), REQUEST, "former trust");

    assertThat(Stream.of(own, before).map(each -> decide(FROM_CA, each, NO_SOURCE)))
        .containsExactly(
            keepForAnHour(own.leaf(), Optional.empty()),
            keepForAnHour(own.leaf(), Optional.of("trust")));
  }

  private static CertificateDecision keepForAnHour(Leaf leaf, Optional<String> trust) {
    return new CertificateDecision.Keep(
        leaf, Reason.Issued, Optional.of(NOW.plus(Duration.ofHours(1))), trust);
  }

  @Test
  void theOrderOfTheNamesDoesNotMatter() {
    OwnSecret.Held own = held(NAMES.reversed(), 50, REQUEST);

    assertThat(decide(FROM_CA, own, NO_SOURCE)).isInstanceOf(CertificateDecision.Keep.class);
  }

  @Test
  void aCaOfOnesOwnIssues() {
    CertificateDecision decision =
        decide(FROM_OWN_CA, new OwnSecret.Absent(), new SourceSecret.OfAuthority(OWN));

    assertThat(decision)
        .isEqualTo(new CertificateDecision.Issue(NAMES, request(OWN), "there is none"));
    assertThat(request(OWN).issuedFor()).isEqualTo("ca/shop-ca/cc duration=100h");
  }

  @ParameterizedTest
  @ValueSource(strings = {REQUEST, "ca/shop-ca/dd duration=100h", "ca/other/cc duration=100h"})
  void whatAnotherCaIssuedIsReplacedAtOnce(String heldFor) {
    assertThat(decide(FROM_OWN_CA, held(NAMES, 50, heldFor), new SourceSecret.OfAuthority(OWN)))
        .isEqualTo(
            new CertificateDecision.Issue(
                NAMES, request(OWN), "it was issued for another request: " + heldFor));
  }

  @Test
  void aCaThatCantBeUsedIsRefusedAndTheLastGoodCertificateNamed() {
    OwnSecret.Held own = held(NAMES, 5, "ca/shop-ca/cc duration=100h");

    assertThat(decide(FROM_OWN_CA, own, new SourceSecret.Unusable(PROBLEM)))
        .isEqualTo(new CertificateDecision.Refuse(PROBLEM, Optional.of(own.leaf())));
  }

  @Test
  void whatACaIssuedIsKeptValidByItAlone() {
    OwnSecret.Held due = held(NAMES, 9, "ca/shop-ca/cc duration=100h");

    assertThat(
            CertificatePolicy.keep(
                FROM_OWN_CA, due, new SourceSecret.OfAuthority(OWN), OPERATORS, NOW))
        .isEqualTo(new CertificateDecision.Issue(NAMES, request(OWN), "renewal is due"));
    assertThat(keep(FROM_SECRET, due))
        .isEqualTo(CertificateDecision.Keep.asItIs(due.leaf(), Reason.Issued));
  }

  @Test
  void aNewSourceIsCopied() {
    var source = new SourceSecret.OfLeaf(leaf(List.of("shop.example"), 50), "1");

    assertThat(decide(FROM_SECRET, new OwnSecret.Absent(), source))
        .isEqualTo(new CertificateDecision.Copy("shop-tls", "secret/shop-tls sha256=1"));
  }

  @Test
  void aSourceWithOtherContentIsCopied() {
    var source = new SourceSecret.OfLeaf(leaf(List.of("shop.example"), 50), "2");

    assertThat(decide(FROM_SECRET, held(NAMES, 50, "secret/shop-tls sha256=1"), source))
        .isEqualTo(new CertificateDecision.Copy("shop-tls", "secret/shop-tls sha256=2"));
  }

  @Test
  void aSourceThatWasCopiedIsKeptWithoutARenewalTime() {
    Leaf leaf = leaf(List.of("shop.example"), 1);

    assertThat(
            decide(
                FROM_SECRET,
                new OwnSecret.Held(leaf, "secret/shop-tls sha256=1", "trust"),
                new SourceSecret.OfLeaf(leaf, "1")))
        .isEqualTo(CertificateDecision.Keep.asItIs(leaf, Reason.Copied));
  }

  @Test
  void aBadSourceIsRefusedAndTheLastGoodCertificateNamed() {
    OwnSecret.Held own = held(List.of("shop.example"), 50, "secret/shop-tls sha256=1");

    assertThat(decide(FROM_SECRET, own, new SourceSecret.Unusable(PROBLEM)))
        .isEqualTo(new CertificateDecision.Refuse(PROBLEM, Optional.of(own.leaf())));
  }

  @Test
  void aBadSourceIsRefusedWhereThereNeverWasAGoodOne() {
    assertThat(decide(FROM_SECRET, new OwnSecret.Absent(), new SourceSecret.Unusable(PROBLEM)))
        .isEqualTo(new CertificateDecision.Refuse(PROBLEM, Optional.empty()));
  }

  @Test
  void aSourceThatWasNotGatheredIsAMistakeOfOurs() {
    assertThatThrownBy(() -> decide(FROM_SECRET, new OwnSecret.Absent(), NO_SOURCE))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aForeignSecretIsNeverOverwritten(CertificateSpec spec) {
    CertificateDecision decision =
        decide(
            spec,
            new OwnSecret.Foreign(),
            new SourceSecret.OfLeaf(leaf(List.of("shop.example"), 50), "1"));

    assertThat(decision).isInstanceOf(CertificateDecision.Refuse.class);
    var refuse = (CertificateDecision.Refuse) decision;
    assertThat(refuse.problem().reason()).isEqualTo(Reason.SecretConflict);
    assertThat(refuse.problem().message()).contains("shop-https-upgrade", "remove it");
    assertThat(refuse.last()).isEmpty();
  }

  static Stream<CertificateSpec> specs() {
    return Stream.of(FROM_CA, FROM_OWN_CA, FROM_SECRET);
  }

  static Stream<Arguments> whatStaysWhateverTheSpecAsksFor() {
    return Stream.of(
        arguments("the CA's, as asked for", FROM_CA, REQUEST, 11, Optional.of(10)),
        arguments(
            "the CA's of another duration",
            FROM_CA,
            "operatorCA/aa duration=30h",
            34,
            Optional.of(33)),
        arguments(
            "the CA's, now from a Secret",
            FROM_SECRET,
            "operatorCA/aa duration=30h",
            34,
            Optional.of(33)),
        arguments(
            "a Secret's, now the CA's", FROM_CA, "secret/shop-tls sha256=1", 11, Optional.empty()),
        arguments("another Secret's", FROM_SECRET, "secret/other sha256=1", 11, Optional.empty()),
        arguments("nobody knows whose", FROM_CA, "", -1, Optional.empty()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whatStaysWhateverTheSpecAsksFor")
  void whatIsServedIsKept(
      String name,
      CertificateSpec spec,
      String issuedFor,
      int hoursLeft,
      Optional<Integer> renewedBefore) {
    OwnSecret.Held own = held(NAMES, hoursLeft, issuedFor);

    assertThat(keep(spec, own))
        .isEqualTo(
            new CertificateDecision.Keep(
                own.leaf(),
                renewedBefore.isPresent() ? Reason.Issued : Reason.Copied,
                renewedBefore.map(hours -> own.leaf().notAfter().minus(Duration.ofHours(hours))),
                Optional.empty()));
  }

  @Test
  void whatIsDueIsRenewedAsItWasIssued() {
    assertThat(keep(FROM_SECRET, held(List.of("a.ns.svc"), 9, "operatorCA/aa duration=30h")))
        .isEqualTo(
            new CertificateDecision.Issue(
                List.of("a.ns.svc"),
                new CertificateRequest(
                    OPERATORS, new Lifetime("30h", null), PrivateKeySpec.DEFAULT, ""),
                "renewal is due"));
  }

  @Test
  void aSourceThatIsStillTheSameIsFollowed() {
    assertThat(keep(FROM_SECRET, held(NAMES, 9, "secret/shop-tls sha256=1")))
        .isEqualTo(new CertificateDecision.Copy("shop-tls", "secret/shop-tls sha256=2"));
  }

  private static CertificateDecision keep(CertificateSpec spec, OwnSecret.Held own) {
    var source = new SourceSecret.OfLeaf(leaf(List.of("shop.example"), 50), "2");
    return CertificatePolicy.keep(spec, own, source, OPERATORS, NOW);
  }

  private static CertificateRequest request(Authority authority) {
    return CertificateRequest.of(FROM_CA, authority, "");
  }

  private static CertificateDecision decide(
      CertificateSpec spec, OwnSecret own, SourceSecret source) {
    return decide(spec, own, source, "");
  }

  private static CertificateDecision decide(
      CertificateSpec spec, OwnSecret own, SourceSecret source, String renew) {
    return CertificatePolicy.decide(
        spec,
        NAMES,
        new CertificatePolicy.State("shop-https-upgrade", own, source, renew),
        OPERATORS,
        NOW);
  }

  private static OwnSecret.Held held(List<String> names, int hoursLeft, String issuedFor) {
    return new OwnSecret.Held(leaf(names, hoursLeft), issuedFor, "trust");
  }

  private static Leaf leaf(List<String> names, int hoursLeft) {
    Instant notAfter = NOW.plus(Duration.ofHours(hoursLeft));
    Instant notBefore = notAfter.minus(Duration.ofHours(99)).minus(Issuer.BACKDATED);
    return new Leaf("1", "0000", notBefore, notAfter, names);
  }
}
