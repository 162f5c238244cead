/**
 * Beside the flow: what the stages tell is counted here, and read at {@code /metrics}. Labels come
 * from enums and from the configuration alone, and are looked up once per connection.
 */
@NullMarked
package dev.httpsupgrade.proxy.metrics;

import org.jspecify.annotations.NullMarked;
