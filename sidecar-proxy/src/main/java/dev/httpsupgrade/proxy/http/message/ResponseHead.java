package dev.httpsupgrade.proxy.http.message;

/**
 * What an answer's head means for its connection.
 *
 * @param status 100 to 999
 * @param framing how its body ends
 * @param http11 whether it is HTTP/1.1, not 1.0
 * @param keepAlive whether the app takes another request after it
 * @param unchanged whether it has no field that ends here
 */
public record ResponseHead(
    int status, Framing framing, boolean http11, boolean keepAlive, boolean unchanged) {

  /** Whether another head follows (RFC 9110 §15.2); 101 is an end. */
  public boolean interim() {
    return status < 200 && !switchesProtocols();
  }

  public boolean switchesProtocols() {
    return status == 101;
  }

  /** Whether its {@code Upgrade} field is for the client (RFC 9110 §15.2.2, §15.5.22). */
  public boolean isAboutUpgrade() {
    return switchesProtocols() || status == 426;
  }
}
