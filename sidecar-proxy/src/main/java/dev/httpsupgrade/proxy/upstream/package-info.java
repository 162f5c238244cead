/**
 * Last stage: connections to the app on the loopback address, kept per event loop; bytes, knowing
 * no HTTP. What comes back goes to an {@link dev.httpsupgrade.proxy.upstream.UpstreamListener}.
 */
@NullMarked
package dev.httpsupgrade.proxy.upstream;

import org.jspecify.annotations.NullMarked;
