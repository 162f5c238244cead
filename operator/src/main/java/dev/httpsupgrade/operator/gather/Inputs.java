package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeSpec;
import java.time.Instant;
import java.util.List;

/**
 * Everything that a plan depends on, as it was at one moment.
 *
 * @param services the Services of the namespace
 * @param now when this was gathered; {@code plan} has no clock of its own
 */
public record Inputs(
    Subject subject,
    TargetLookup target,
    List<ServiceFacts> services,
    CertificateFacts certificate,
    Instant now) {

  public Inputs {
    services = List.copyOf(services);
  }

  /** The resource that is reconciled. */
  public record Subject(String namespace, String name, String uid, HttpsUpgradeSpec spec) {}
}
