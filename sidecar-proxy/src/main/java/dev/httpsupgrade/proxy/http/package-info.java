/**
 * Third stage: HTTP/1.x, one connection's exchanges. A head is scanned once and rewritten once,
 * bodies pass by reference. Takes {@code Established} from tls, writes to upstream, and is told by
 * it through its listener.
 *
 * <p>What it is made of lies below: {@code message} reads heads and bodies, {@code rules} changes
 * them as the configuration says, {@code problem} answers in the app's place.
 */
@NullMarked
package dev.httpsupgrade.proxy.http;

import org.jspecify.annotations.NullMarked;
