package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeSpec;
import java.time.Instant;
import java.util.List;

/**
 * Everything that a plan depends on, as it was at one moment.
 *
 * @param now when this was gathered; {@code plan} has no clock of its own
 */
public record Inputs(
    Subject subject,
    TargetLookup target,
    Surroundings around,
    CertificateFacts certificate,
    Instant now) {

  /** The Services of the namespace. */
  public List<ServiceFacts> services() {
    return around.services();
  }

  /** The resource that is reconciled. */
  public record Subject(String namespace, String name, String uid, HttpsUpgradeSpec spec) {}
}
