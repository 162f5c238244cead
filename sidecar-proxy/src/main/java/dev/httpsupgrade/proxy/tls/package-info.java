/**
 * Second stage: ends TLS with the certificate that is current when a client comes. Takes {@code
 * Detected} from accept, tells {@code Established} to http.
 */
@NullMarked
package dev.httpsupgrade.proxy.tls;

import org.jspecify.annotations.NullMarked;
