/** Third in the flow: makes the cluster agree with the plan, and takes everything back. */
@NullMarked
package dev.httpsupgrade.operator.apply;

import org.jspecify.annotations.NullMarked;
