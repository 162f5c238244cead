/**
 * Second in the flow: what must be there, as a pure function of {@code Inputs}; one class per
 * produced object.
 */
@NullMarked
package dev.httpsupgrade.operator.plan;

import org.jspecify.annotations.NullMarked;
