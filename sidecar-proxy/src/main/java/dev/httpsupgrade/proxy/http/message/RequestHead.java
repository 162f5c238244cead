package dev.httpsupgrade.proxy.http.message;

import dev.httpsupgrade.proxy.connection.Exchange;

/**
 * What a request's head means for its connection.
 *
 * @param framing how its body ends
 * @param facts what may follow
 * @param http11 whether it is HTTP/1.1, not 1.0
 * @param keepAlive whether the client wants to send another request after it
 * @param host index of the {@code Host} field, -1 if there is none
 */
public record RequestHead(
    Framing framing, Exchange.Request facts, boolean http11, boolean keepAlive, int host) {

  private static final int SHORT_BODY = 1 << 16;

  /** Whether a body that nobody wants can be read away: it is short, or there is none. */
  public boolean bodyIsSkippable() {
    return switch (framing) {
      case Framing.None _ -> true;
      case Framing.Length(long bytes) -> bytes <= SHORT_BODY && !facts.expectsContinue();
      case Framing.Chunked _, Framing.UntilClose _, Framing.Ambiguous _ -> false;
    };
  }
}
