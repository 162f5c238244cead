package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.TrafficEvents;
import dev.httpsupgrade.sidecar.config.Limits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What HTTP on one traffic port depends on besides its bytes.
 *
 * @param events where requests are counted
 * @param limits of a request's head
 * @param policy what the configuration in use says of HTTP
 * @param clock tells the {@code Date} of our own answers
 * @param draining whether clients are being asked to leave
 * @param linger how long what a client still sends is read after its last answer, {@code > 0}: if
 *     it were not read, the reset that follows could overtake the answer
 * @param nanoTime a clock as {@link System#nanoTime()} is one
 */
public record HttpSettings(
    TrafficEvents events,
    Limits.Head limits,
    Supplier<HttpPolicy> policy,
    InstantSource clock,
    BooleanSupplier draining,
    Duration linger,
    LongSupplier nanoTime) {

  public static final Duration LINGER = Duration.ofSeconds(1);
}
