/** Last in the flow: conditions, their reasons, and what a person has to do next. */
@NullMarked
package dev.httpsupgrade.operator.status;

import org.jspecify.annotations.NullMarked;
