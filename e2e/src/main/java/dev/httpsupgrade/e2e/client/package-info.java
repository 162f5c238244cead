/**
 * The program in the client image: load and single requests from inside the cluster, so that the
 * tests work where the machine that runs them reaches no pod; the JDK's base module and nothing
 * else.
 */
@NullMarked
package dev.httpsupgrade.e2e.client;

import org.jspecify.annotations.NullMarked;
