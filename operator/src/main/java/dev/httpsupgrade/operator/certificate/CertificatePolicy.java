package dev.httpsupgrade.operator.certificate;

import dev.httpsupgrade.operator.api.v1alpha1.CertificateSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides what to do about a certificate; pure. */
public final class CertificatePolicy {

  /** What {@link #fromAuthority} notes. */
  private static final Pattern ISSUED =
      Pattern.compile("operatorCA/\\S* duration=(?<duration>\\S+)");

  private CertificatePolicy() {}

  /**
   * Decides for a certificate that is to be valid for {@code dnsNames}.
   *
   * @param authority SHA-256 of the operator's CA certificate
   */
  public static CertificateDecision decide(
      CertificateSpec spec, List<String> dnsNames, State state, String authority, Instant now) {
    if (state.own() instanceof OwnSecret.Foreign) {
      return new CertificateDecision.Refuse(foreignSecret(state.ownName()), Optional.empty());
    }
    return switch (spec.source()) {
      case CertificateSpec.OperatorCA ca ->
          fromAuthority(ca, dnsNames, state.own(), authority, now);
      case CertificateSpec.FromSecret from -> fromSecret(from, state);
    };
  }

  /**
   * The Secrets involved.
   *
   * @param ownName name of the upgrade's own Secret
   */
  public record State(String ownName, OwnSecret own, SourceSecret source) {}

  /** Keeps {@code held} valid as what it was issued for, whatever the spec asks for by now. */
  public static CertificateDecision keep(
      CertificateSpec spec,
      OwnSecret.Held held,
      SourceSecret source,
      String authority,
      Instant now) {
    Matcher issued = ISSUED.matcher(held.issuedFor());
    if (issued.matches()) {
      return fromAuthority(
          as(issued.group("duration"), spec), held.leaf().dnsNames(), held, authority, now);
    }
    return spec.source() instanceof CertificateSpec.FromSecret from
            && held.issuedFor().startsWith(from.description() + " ")
        ? fromSecret(from, new State("", held, source))
        : new CertificateDecision.Keep(held.leaf(), Reason.Copied, Optional.empty());
  }

  /** The request that a certificate of that duration was issued for. */
  private static CertificateSpec.OperatorCA as(String duration, CertificateSpec spec) {
    if (spec.source() instanceof CertificateSpec.OperatorCA ca && ca.duration().equals(duration)) {
      return ca;
    }
    var former = new CertificateSpec.OperatorCA(duration, duration);
    return new CertificateSpec.OperatorCA(
        duration, "%ds".formatted(former.validity().dividedBy(3).toSeconds()));
  }

  private static CertificateDecision fromAuthority(
      CertificateSpec.OperatorCA ca,
      List<String> dnsNames,
      OwnSecret own,
      String authority,
      Instant now) {
    String issuedFor = "operatorCA/%s duration=%s".formatted(authority, ca.duration());
    if (!(own instanceof OwnSecret.Held(Leaf leaf, String heldFor))) {
      return new CertificateDecision.Issue(dnsNames, ca.validity(), issuedFor, "there is none");
    }
    Instant renewalTime = leaf.notAfter().minus(ca.renewal());
    Optional<String> why =
        !heldFor.equals(issuedFor)
            ? Optional.of("it was issued for another request: " + heldFor)
            : !Set.copyOf(leaf.dnsNames()).equals(Set.copyOf(dnsNames))
                ? Optional.of("it is for other names: " + leaf.dnsNames())
                : !now.isBefore(renewalTime)
                    ? Optional.of("renewal is due")
                    : now.isBefore(leaf.notBefore())
                        ? Optional.of("it is not valid yet")
                        : Optional.empty();
    return why.<CertificateDecision>map(
            text -> new CertificateDecision.Issue(dnsNames, ca.validity(), issuedFor, text))
        .orElseGet(
            () -> new CertificateDecision.Keep(leaf, Reason.Issued, Optional.of(renewalTime)));
  }

  private static CertificateDecision fromSecret(CertificateSpec.FromSecret from, State state) {
    Optional<OwnSecret.Held> held =
        state.own() instanceof OwnSecret.Held h ? Optional.of(h) : Optional.empty();
    return switch (state.source()) {
      case SourceSecret.NotAskedFor() ->
          throw new IllegalStateException("the source was not gathered");
      case SourceSecret.Unusable(Problem problem) ->
          new CertificateDecision.Refuse(problem, held.map(OwnSecret.Held::leaf));
      case SourceSecret.Usable(Leaf leaf, String sha256) -> {
        String issuedFor = "secret/%s sha256=%s".formatted(from.name(), sha256);
        yield held.filter(h -> h.issuedFor().equals(issuedFor)).isPresent()
            ? new CertificateDecision.Keep(leaf, Reason.Copied, Optional.empty())
            : new CertificateDecision.Copy(from.name(), issuedFor);
      }
    };
  }

  private static Problem foreignSecret(String name) {
    return new Problem(
        Reason.SecretConflict,
        "metadata.name",
        "there is a Secret %s that is not the operator's (it has no label %s); remove it, or give the HttpsUpgrade another name"
            .formatted(name, Names.UPGRADE_LABEL));
  }
}
