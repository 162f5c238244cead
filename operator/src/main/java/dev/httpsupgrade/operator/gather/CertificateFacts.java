package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.certificate.Authority;
import dev.httpsupgrade.operator.certificate.ClientTrust;
import dev.httpsupgrade.operator.certificate.OwnSecret;
import dev.httpsupgrade.operator.certificate.SourceSecret;

/**
 * The certificates at hand; never their keys.
 *
 * @param own what the upgrade's own Secret holds
 * @param source what the Secret holds that the upgrade names as its source
 * @param operators the operator's own CA
 * @param clientTrust whose certificates are accepted from clients
 */
public record CertificateFacts(
    OwnSecret own, SourceSecret source, Authority operators, ClientTrust clientTrust) {}
