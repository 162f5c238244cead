/** The calls in order: gather, plan, apply, observe, status. */
@NullMarked
package dev.httpsupgrade.operator.reconcile;

import org.jspecify.annotations.NullMarked;
