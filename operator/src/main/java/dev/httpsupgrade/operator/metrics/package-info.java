/**
 * Beside the flow: what the operator did and what it sees, as numbers at {@code /metrics}. Labels
 * come from enums and {@code OwnedKinds}; only the time at which a certificate expires is told for
 * each upgrade by name.
 */
@NullMarked
package dev.httpsupgrade.operator.metrics;

import org.jspecify.annotations.NullMarked;
