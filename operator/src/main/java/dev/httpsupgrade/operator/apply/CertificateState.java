package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.certificate.Leaf;
import java.time.Instant;
import java.util.Optional;

/**
 * The certificate after the plan was applied.
 *
 * @param leaf what the pods are to serve; absent if there never was a usable certificate
 * @param how how it came about
 * @param renewalTime when the operator will replace it
 * @param problem why a newer one is not in use
 */
public record CertificateState(
    Optional<Leaf> leaf, Reason how, Optional<Instant> renewalTime, Optional<Problem> problem) {}
