package dev.httpsupgrade.sidecar.config;

import java.util.List;

/**
 * What a plain HTTP request on a traffic port gets.
 *
 * <p>A request whose trusted peer says that its client spoke HTTPS ({@link Forwarding#trusted}) is
 * passed on whatever the policy: redirecting it would go round in circles.
 */
public sealed interface PlainPolicy {

  /** It goes to the app, untouched. */
  record Pass() implements PlainPolicy {}

  /**
   * It is answered with the same address under {@code https}.
   *
   * @param statusCode 301, 302, 307 or 308; 307 and 308 keep method and body
   * @param httpsPort the port that clients reach HTTPS at, 1 to 65535; left out of the address if
   *     it is 443
   * @param maxAgeSeconds how long a client may remember the answer, 0 to 86400, so that a redirect
   *     can be taken back
   * @param exempt paths that go to the app all the same: each one itself and, if it ends with
   *     {@code /}, all below it; at most 32; default none
   */
  record Redirect(int statusCode, int httpsPort, int maxAgeSeconds, List<String> exempt)
      implements PlainPolicy {

    @SuppressWarnings("NullAway") // what a configuration leaves out is null here
    public Redirect {
      Checks.oneOf("statusCode", statusCode, 301, 302, 307, 308);
      Checks.port("httpsPort", httpsPort);
      Checks.inRange("maxAgeSeconds", maxAgeSeconds, 0, 86_400, "seconds");
      exempt = exempt == null ? List.of() : List.copyOf(exempt);
      Checks.paths("exempt", exempt);
    }
  }

  /**
   * It is refused.
   *
   * @param statusCode 426 (Upgrade Required, RFC 9110 §15.5.22) or 403
   * @param exempt as in {@link Redirect#exempt}
   */
  record Refuse(int statusCode, List<String> exempt) implements PlainPolicy {

    @SuppressWarnings("NullAway") // what a configuration leaves out is null here
    public Refuse {
      Checks.oneOf("statusCode", statusCode, 403, 426);
      exempt = exempt == null ? List.of() : List.copyOf(exempt);
      Checks.paths("exempt", exempt);
    }
  }
}
