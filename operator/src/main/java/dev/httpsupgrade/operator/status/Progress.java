package dev.httpsupgrade.operator.status;

import dev.httpsupgrade.operator.api.v1alpha1.RolloutStatus;
import dev.httpsupgrade.operator.api.v1alpha1.SidecarStatus;
import dev.httpsupgrade.operator.apply.Applied;
import dev.httpsupgrade.operator.apply.Exposed;
import dev.httpsupgrade.operator.observe.Observed;
import java.util.Optional;

/**
 * What was done and seen in one reconciliation.
 *
 * @param observed absent if the workload doesn't have the sidecar
 * @param exposed absent if the Services' turn has not come
 * @param remembered absent if nothing new is known of the rollout
 */
public record Progress(
    Applied applied,
    Optional<Observed> observed,
    Optional<Exposed> exposed,
    Optional<Remembered> remembered) {

  /**
   * What a later reconciliation needs to know.
   *
   * @param rollout how the present try goes
   * @param served the sidecar, if it was seen serving in every pod
   */
  public record Remembered(RolloutStatus rollout, Optional<SidecarStatus> served) {}
}
