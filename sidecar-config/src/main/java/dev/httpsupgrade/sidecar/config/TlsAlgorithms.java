package dev.httpsupgrade.sidecar.config;

import java.util.List;

/**
 * Which algorithms are offered to clients.
 *
 * @param cipherSuites for TLS 1.2, most wanted first, at least one; those of TLS 1.3 (RFC 8446
 *     §B.4) are all sound and can't be chosen; default as in {@link #DEFAULT}
 * @param groups for the key exchange, most wanted first, at least one; default as in {@link
 *     #DEFAULT}
 */
public record TlsAlgorithms(List<CipherSuite> cipherSuites, List<NamedGroup> groups) {

  /** Mozilla's "intermediate" without finite-field Diffie-Hellman, and the hybrid group first. */
  public static final TlsAlgorithms DEFAULT =
      new TlsAlgorithms(CipherSuite.INTERMEDIATE, NamedGroup.INTERMEDIATE);

  @SuppressWarnings("NullAway") // what a configuration leaves out is null here
  public TlsAlgorithms {
    cipherSuites = cipherSuites == null ? CipherSuite.INTERMEDIATE : List.copyOf(cipherSuites);
    groups = groups == null ? NamedGroup.INTERMEDIATE : List.copyOf(groups);
    Checks.distinct("cipherSuites", cipherSuites);
    Checks.distinct("groups", groups);
  }
}
