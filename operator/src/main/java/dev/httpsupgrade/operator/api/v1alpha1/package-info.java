/**
 * The resource as users write and read it; {@code crds/} is the contract, and a test holds these
 * records to it.
 */
@NullMarked
package dev.httpsupgrade.operator.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
