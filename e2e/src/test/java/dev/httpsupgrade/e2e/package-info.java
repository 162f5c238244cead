/** Black-box tests: what users are promised, on a real cluster with the operator installed. */
@NullMarked
package dev.httpsupgrade.e2e;

import org.jspecify.annotations.NullMarked;
