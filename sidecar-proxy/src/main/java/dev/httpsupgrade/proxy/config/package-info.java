/**
 * Beside the flow: where the configuration comes from (a file or the environment), and what follows
 * its changes while the proxy runs.
 */
@NullMarked
package dev.httpsupgrade.proxy.config;

import org.jspecify.annotations.NullMarked;
