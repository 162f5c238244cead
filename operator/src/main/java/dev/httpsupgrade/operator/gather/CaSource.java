package dev.httpsupgrade.operator.gather;

/** Wakes up upgrades when the operator's CA has changed: each has to follow. */
final class CaSource extends WakingSource {

  CaSource() {
    super("operator's CA");
  }
}
