package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.http.rules.HttpPolicy;
import dev.httpsupgrade.sidecar.config.Limits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What HTTP on one traffic port depends on besides its bytes.
 *
 * @param recording where requests are told
 * @param limits of a request's head
 * @param policy what the configuration in use says of HTTP
 * @param clock tells the {@code Date} of our own answers
 * @param leaving how clients leave
 */
public record HttpSettings(
    Recording recording,
    Limits.Head limits,
    Supplier<HttpPolicy> policy,
    InstantSource clock,
    Leaving leaving) {

  /**
   * How clients leave.
   *
   * @param draining whether they are being asked to
   * @param linger how long what a client still sends is read after its last answer, {@code > 0}: if
   *     it were not read, the reset that follows could overtake the answer
   */
  public record Leaving(BooleanSupplier draining, Duration linger) {

    public static final Duration LINGER = Duration.ofSeconds(1);
  }
}
