/** Fourth in the flow: what is really served, as seen from outside the pods; never writes. */
@NullMarked
package dev.httpsupgrade.operator.observe;

import org.jspecify.annotations.NullMarked;
