/**
 * Beside the flow: the admin port. It tells everybody whether the proxy is well and how much it
 * does, and the operator alone what it serves.
 */
@NullMarked
package dev.httpsupgrade.proxy.admin;

import org.jspecify.annotations.NullMarked;
