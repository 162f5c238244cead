/**
 * Beside the flow: writes the access log on a thread of its own, so that no event loop waits for
 * whoever reads it.
 */
@NullMarked
package dev.httpsupgrade.proxy.logs;

import org.jspecify.annotations.NullMarked;
