package dev.httpsupgrade.operator.certificate;

import dev.httpsupgrade.operator.api.v1alpha1.CertificateSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Decides what to do about a certificate; pure. */
public final class CertificatePolicy {

  private CertificatePolicy() {}

  /**
   * Decides for a certificate that is to be valid for {@code dnsNames}.
   *
   * @param operators the operator's CA
   */
  public static CertificateDecision decide(
      CertificateSpec spec, List<String> dnsNames, State state, Authority operators, Instant now) {
    if (state.own() instanceof OwnSecret.Foreign) {
      return new CertificateDecision.Refuse(foreignSecret(state.ownName()), Optional.empty());
    }
    return switch (spec.source()) {
      case CertificateSpec.OperatorCA ca ->
          issued(CertificateRequest.of(spec, operators, state.renew()), dnsNames, state.own(), now);
      case CertificateSpec.FromCa from ->
          switch (state.source()) {
            case SourceSecret.OfAuthority(Authority authority) ->
                issued(
                    CertificateRequest.of(spec, authority, state.renew()),
                    dnsNames,
                    state.own(),
                    now);
            case SourceSecret source -> refused(source, state.own());
          };
      case CertificateSpec.FromSecret from -> fromSecret(from, state);
    };
  }

  /**
   * The Secrets involved.
   *
   * @param ownName name of the upgrade's own Secret
   * @param renew see {@link CertificateRequest}
   */
  public record State(String ownName, OwnSecret own, SourceSecret source, String renew) {}

  /** Keeps {@code held} valid as what it was issued for, whatever the spec asks for by now. */
  public static CertificateDecision keep(
      CertificateSpec spec,
      OwnSecret.Held held,
      SourceSecret source,
      Authority operators,
      Instant now) {
    Optional<CertificateRequest.Note> issued = CertificateRequest.Note.of(held.issuedFor());
    if (issued.isPresent()) {
      CertificateRequest.Note note = issued.orElseThrow();
      return Stream.concat(Stream.of(operators), authority(source).stream())
          .filter(authority -> authority.name().startsWith(note.authority()))
          .findFirst()
          .map(authority -> issued(note.by(authority, spec), held.leaf().dnsNames(), held, now))
          .orElseGet(() -> CertificateDecision.Keep.asItIs(held.leaf(), Reason.Issued));
    }
    return spec.source() instanceof CertificateSpec.FromSecret from
            && held.issuedFor().startsWith(from.description() + " ")
        ? fromSecret(from, new State("", held, source, ""))
        : CertificateDecision.Keep.asItIs(held.leaf(), Reason.Copied);
  }

  private static Optional<Authority> authority(SourceSecret source) {
    return source instanceof SourceSecret.OfAuthority(Authority authority)
        ? Optional.of(authority)
        : Optional.empty();
  }

  private static CertificateDecision issued(
      CertificateRequest request, List<String> dnsNames, OwnSecret own, Instant now) {
    if (!(own instanceof OwnSecret.Held(Leaf leaf, String heldFor, String heldTrust))) {
      return new CertificateDecision.Issue(dnsNames, request, "there is none");
    }
    Optional<Instant> renewalTime = request.renewalTime(leaf);
    Optional<String> why =
        !request.isAnsweredBy(heldFor)
            ? Optional.of("it was issued for another request: " + heldFor)
            : !Set.copyOf(leaf.dnsNames()).equals(Set.copyOf(dnsNames))
                ? Optional.of("it is for other names: " + leaf.dnsNames())
                : renewalTime.filter(time -> !now.isBefore(time)).isPresent()
                    ? Optional.of("renewal is due")
                    : now.isBefore(leaf.notBefore())
                        ? Optional.of("it is not valid yet")
                        : Optional.empty();
    return why.<CertificateDecision>map(
            text -> new CertificateDecision.Issue(dnsNames, request, text))
        .orElseGet(() ->
            new CertificateDecision.Keep(
                leaf,
                Reason.Issued,
                renewalTime,
                Optional.of(request.authority().trust())
                    .filter(trust -> !trust.equals(heldTrust))));
  }

  private static CertificateDecision fromSecret(CertificateSpec.FromSecret from, State state) {
    if (!(state.source() instanceof SourceSecret.OfLeaf(Leaf leaf, String sha256))) {
      return refused(state.source(), state.own());
    }
    String issuedFor = "secret/%s sha256=%s".formatted(from.name(), sha256);
    return state.own() instanceof OwnSecret.Held held && held.issuedFor().equals(issuedFor)
        ? CertificateDecision.Keep.asItIs(leaf, Reason.Copied)
        : new CertificateDecision.Copy(from.name(), issuedFor);
  }

  private static CertificateDecision refused(SourceSecret source, OwnSecret own) {
    if (!(source instanceof SourceSecret.Unusable(Problem problem))) {
      throw new IllegalStateException("another source was gathered: " + source);
    }
    return new CertificateDecision.Refuse(
        problem, own instanceof OwnSecret.Held held ? Optional.of(held.leaf()) : Optional.empty());
  }

  private static Problem foreignSecret(String name) {
    return new Problem(
        Reason.SecretConflict,
        "metadata.name",
        "there is a Secret %s that is not the operator's (it has no label %s); remove it, or give the HttpsUpgrade another name"
            .formatted(name, Names.UPGRADE_LABEL));
  }
}
