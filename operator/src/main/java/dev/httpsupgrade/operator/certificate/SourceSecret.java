package dev.httpsupgrade.operator.certificate;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;

/** What the Secret holds that an upgrade names as the source of its certificate. */
public sealed interface SourceSecret {

  /** The upgrade names none. */
  record NotAskedFor() implements SourceSecret {}

  /** It can't be used. */
  record Unusable(Problem problem) implements SourceSecret {}

  /**
   * A certificate with its key.
   *
   * @param sha256 of the content, hex
   */
  record OfLeaf(Leaf leaf, String sha256) implements SourceSecret {}

  /** A CA with its key. */
  record OfAuthority(Authority authority) implements SourceSecret {}
}
