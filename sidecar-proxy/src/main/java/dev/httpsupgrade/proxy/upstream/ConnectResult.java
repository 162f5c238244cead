package dev.httpsupgrade.proxy.upstream;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.util.Locale;

/** What became of a try to connect to the app; its label is the metric's {@code result}. */
public enum ConnectResult {
  CONNECTED,
  /** Nothing listens at either loopback address. */
  REFUSED,
  /** The app's queue of connections is full, or it is too slow to take them. */
  TIMEOUT,
  /** The client left meanwhile. */
  ABANDONED,
  /** No socket could be made, say. */
  FAILED;

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }

  /** Why no connection could be made. */
  static ConnectResult of(Throwable cause) {
    return switch (cause) {
      case ConnectTimeoutException _ -> TIMEOUT;
      case ConnectException _ -> REFUSED;
      default -> FAILED;
    };
  }
}
