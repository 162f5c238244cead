package dev.httpsupgrade.operator.status;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import java.time.Instant;

/** Is told of each change of a status, before it is written. */
@FunctionalInterface
public interface StatusListener {

  void changed(
      HttpsUpgrade upgrade, HttpsUpgradeStatus before, HttpsUpgradeStatus after, Instant now);

  /** Tells one after the other. */
  default StatusListener and(StatusListener next) {
    return (upgrade, before, after, now) -> {
      changed(upgrade, before, after, now);
      next.changed(upgrade, before, after, now);
    };
  }
}
