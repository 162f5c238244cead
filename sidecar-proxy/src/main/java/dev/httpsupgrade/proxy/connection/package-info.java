/**
 * What a connection is doing and why it ended, as pure state: beside the flow accept → tls → http →
 * upstream, told by each of its stages, knowing none of them, no socket and no clock of its own.
 */
@NullMarked
package dev.httpsupgrade.proxy.connection;

import org.jspecify.annotations.NullMarked;
