/**
 * Third stage: HTTP/1.x by bytes. A head is scanned once and rewritten once, bodies pass by
 * reference. Takes {@code Established} from tls, writes to upstream, and is told by it through its
 * listener.
 */
@NullMarked
package dev.httpsupgrade.proxy.http;

import org.jspecify.annotations.NullMarked;
