package dev.httpsupgrade.operator.apply;

/** How far an upgrade is taken back. */
public sealed interface Restoration {

  /** Everything is as it was, or there is nothing left to restore. */
  record Complete() implements Restoration {}

  /** To be called again in a moment. */
  record Going(String waitsFor) implements Restoration {}

  /** The API server refuses what is needed; a user has to act. */
  record Refused(String problem) implements Restoration {}

  /** It is not taken back; what pods need was given to nobody, so that it stays. */
  record Abandoned(String why) implements Restoration {}
}
