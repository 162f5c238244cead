package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.UpdateReason;
import java.time.Instant;
import java.util.Optional;

/**
 * A newer sidecar that has to wait.
 *
 * @param image its image
 * @param message what it waits for: the same as long as that is the same
 * @param until when to look again, if that is known
 */
public record WaitingUpdate(
    String image, UpdateReason reason, String message, Optional<Instant> until) {}
