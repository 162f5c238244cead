package dev.httpsupgrade.operator.status;

import dev.httpsupgrade.operator.apply.Applied;
import dev.httpsupgrade.operator.apply.Exposed;
import dev.httpsupgrade.operator.observe.Observed;
import java.util.Optional;

/**
 * What was done and seen in one reconciliation.
 *
 * @param observed absent if the workload doesn't have the sidecar
 * @param exposed absent if the Services' turn has not come
 */
public record Progress(Applied applied, Optional<Observed> observed, Optional<Exposed> exposed) {}
