package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.CertificateSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Lifetime;
import dev.httpsupgrade.operator.api.v1alpha1.PrivateKeySpec;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a certificate is issued for; its names may change without that.
 *
 * @param renew another value asks for another certificate; empty: nobody asks
 */
public record CertificateRequest(
    Authority authority, Lifetime lifetime, PrivateKeySpec key, String renew) {

  private static final String RENEW = " renew=";
  private static final String KEY = " key=";
  private static final int HASH_LENGTH = 8;

  /** What {@link #issuedFor} makes. */
  private static final Pattern NOTE =
      Pattern.compile(
          "(?<authority>\\S+/)[^\\s/]+ duration=(?<duration>\\S+)( key=(?<key>\\S+))?( renew=\\S+)?");

  static CertificateRequest of(CertificateSpec spec, Authority authority, String renew) {
    return new CertificateRequest(authority, spec.lifetime(), spec.key(), renew);
  }

  /** Which part of an authority's name and what else a certificate's note tells. */
  record Note(String authority, String duration, PrivateKeySpec key) {

    /** The note, if the operator issued the certificate. */
    static Optional<Note> of(String issuedFor) {
      return Optional.of(NOTE.matcher(issuedFor))
          .filter(Matcher::matches)
          .map(note ->
              new Note(
                  note.group("authority"),
                  note.group("duration"),
                  note.group("key") == null
                      ? PrivateKeySpec.DEFAULT
                      : PrivateKeySpec.of(note.group("key"))));
    }

    /** The same request again, renewed as {@code spec} says if that is its lifetime. */
    CertificateRequest by(Authority same, CertificateSpec spec) {
      Lifetime lifetime =
          spec.lifetime().duration().equals(duration)
              ? spec.lifetime()
              : new Lifetime(duration, null);
      return new CertificateRequest(same, lifetime, key, "");
    }
  }

  /** In short, as it is noted at the certificate. */
  public String issuedFor() {
    return renew.isEmpty()
        ? unforced()
        : unforced() + RENEW + Leaf.sha256(renew.getBytes(UTF_8)).substring(0, HASH_LENGTH);
  }

  /** Whether a certificate with that note answers it. */
  boolean isAnsweredBy(String note) {
    return note.equals(issuedFor()) || (renew.isEmpty() && note.startsWith(unforced() + RENEW));
  }

  private String unforced() {
    return "%s duration=%s%s"
        .formatted(
            authority.name(),
            lifetime.duration(),
            key.inShort().equals(PrivateKeySpec.DEFAULT.inShort()) ? "" : KEY + key.inShort());
  }

  /**
   * When another one will be due after {@code leaf}, which answers it. One that ends with its CA
   * waits for that to be replaced: another one would come back with the same end. Absent where that
   * is somebody else's doing.
   */
  public Optional<Instant> renewalTime(Leaf leaf) {
    return leaf.notAfter().isBefore(authority.notAfter())
        ? Optional.of(
            lifetime.renewalTime(
                leaf.notBefore().plus(Issuer.BACKDATED), leaf.notAfter(), leaf.spread()))
        : authority.replacement();
  }
}
