package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import java.util.Optional;

/**
 * How far the plan got.
 *
 * @param certificate absent if nothing could be said about a certificate
 * @param injected whether the workload's template has the sidecar, with the ports as planned
 * @param conflict what stood in the way of injecting it
 */
public record Applied(
    Optional<CertificateState> certificate, boolean injected, Optional<Problem> conflict) {}
