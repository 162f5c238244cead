package dev.httpsupgrade.proxy.connection;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a connection may stay in a state without getting on.
 *
 * <p>An exchange and a tunnel have no limit: how long a request may take is the app's business, and
 * dead peers are found by TCP keep-alive.
 *
 * @param detect until the first byte, {@code > 0}
 * @param handshake until the TLS handshake is complete, {@code > 0}
 * @param head for a request's head, until a new connection's first request, and for the last bytes
 *     of the last answer, {@code > 0}
 * @param idle between two requests, {@code > 0}; longer than load balancers keep a connection to
 *     us, so that it is they who close it
 */
public record TimeLimits(Duration detect, Duration handshake, Duration head, Duration idle) {

  public static final TimeLimits DEFAULT =
      new TimeLimits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(620));

  public TimeLimits {
    positive("detect", detect);
    positive("handshake", handshake);
    positive("head", head);
    positive("idle", idle);
  }

  /** The limit of {@code state}, or null if it has none. */
  @Nullable Duration of(ConnectionState state) {
    return switch (state) {
      case DETECTING -> detect;
      case HANDSHAKING -> handshake;
      case NEW, READING_HEAD, CLOSING -> head;
      case IDLE -> idle;
      case EXCHANGING, TUNNELLING -> null;
    };
  }

  private static void positive(String field, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException("%s: %s (expected: > 0)".formatted(field, value));
    }
  }
}
