package dev.httpsupgrade.operator.certificate;

/** What the Secret that an upgrade's pods mount holds. */
public sealed interface OwnSecret {

  /** There is none, or its content can't be used. */
  record Absent() implements OwnSecret {}

  /** There is a Secret of that name that isn't the operator's. */
  record Foreign() implements OwnSecret {}

  /**
   * A certificate.
   *
   * @param issuedFor the request that it answers
   * @param trust what its clients are told to trust, PEM; empty: nothing
   */
  record Held(Leaf leaf, String issuedFor, String trust) implements OwnSecret {}
}
