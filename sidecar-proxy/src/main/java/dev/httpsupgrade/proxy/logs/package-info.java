/**
 * Beside the flow: what is written for people. The log on standard error, and the access log, which
 * a thread of its own writes, so that no event loop waits for whoever reads it.
 */
@NullMarked
package dev.httpsupgrade.proxy.logs;

import org.jspecify.annotations.NullMarked;
