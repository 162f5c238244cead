/** Handles on the cluster under test: what the tests of the parent package speak in. */
@NullMarked
package dev.httpsupgrade.e2e.harness;

import org.jspecify.annotations.NullMarked;
