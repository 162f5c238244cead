/** Tests of the client without a cluster. */
@NullMarked
package dev.httpsupgrade.e2e.client;

import org.jspecify.annotations.NullMarked;
