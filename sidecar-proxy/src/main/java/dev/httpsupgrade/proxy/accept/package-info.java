/**
 * First stage: takes connections, knows their protocol by the first byte, and puts the stages
 * together. Tells {@code Detected} to tls.
 */
@NullMarked
package dev.httpsupgrade.proxy.accept;

import org.jspecify.annotations.NullMarked;
