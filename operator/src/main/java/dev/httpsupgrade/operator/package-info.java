/**
 * The operator: {@code OperatorMain} wires the packages below into one flow, from a resource to its
 * status.
 */
@NullMarked
package dev.httpsupgrade.operator;

import org.jspecify.annotations.NullMarked;
