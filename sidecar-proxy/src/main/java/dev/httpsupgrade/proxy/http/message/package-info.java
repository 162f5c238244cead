/**
 * Heads and bodies of messages, by bytes (RFC 9110 §5, RFC 9112): read strictly from clients,
 * leniently from the app. Knows nothing of configuration or connections.
 */
@NullMarked
package dev.httpsupgrade.proxy.http.message;

import org.jspecify.annotations.NullMarked;
