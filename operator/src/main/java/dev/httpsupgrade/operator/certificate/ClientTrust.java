package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;

/** Whose certificates the pods of an upgrade accept from clients. */
public sealed interface ClientTrust {

  /** Clients show none. */
  record NotAskedFor() implements ClientTrust {}

  /** What is named can't be used. */
  record Unusable(Problem problem) implements ClientTrust {}

  /**
   * CAs.
   *
   * @param authorities their certificates, PEM, at least one
   * @param revocationLists what they revoked, PEM; empty if there is no list
   */
  record Usable(String authorities, String revocationLists) implements ClientTrust {

    /** Another one for another content. */
    public String revision() {
      return Leaf.sha256((authorities + revocationLists).getBytes(US_ASCII));
    }
  }
}
