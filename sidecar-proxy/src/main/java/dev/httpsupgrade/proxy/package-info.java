/**
 * The sidecar: takes TLS and plain HTTP on one port and passes both to the app on the loopback
 * address. Here it is wired and lives; a connection flows through {@code accept}, {@code tls},
 * {@code http} and {@code upstream}, watched by {@code connection}; {@code config} and {@code
 * admin} stand beside.
 */
@NullMarked
package dev.httpsupgrade.proxy;

import org.jspecify.annotations.NullMarked;
