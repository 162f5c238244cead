/**
 * First in the flow: reads the caches and returns immutable {@code Inputs}; of a Secret never the
 * key.
 */
@NullMarked
package dev.httpsupgrade.operator.gather;

import org.jspecify.annotations.NullMarked;
