/**
 * The kinds of workload that can be upgraded: what they have in common, and how one is patched.
 * Known to all who read or write a workload.
 */
@NullMarked
package dev.httpsupgrade.operator.workload;

import org.jspecify.annotations.NullMarked;
