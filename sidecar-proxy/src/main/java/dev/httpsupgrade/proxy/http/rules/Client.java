package dev.httpsupgrade.proxy.http.rules;

import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, and where it came in.
 *
 * @param address of the peer, or what a trusted peer told by the PROXY protocol; null if the
 *     connection was gone before it could be asked
 * @param certificate the client's certificate as an element of {@code X-Forwarded-Client-Cert};
 *     null if it showed none
 */
public record Client(
    Scheme scheme, @Nullable InetAddress address, TrafficPort port, @Nullable String certificate) {

  /** The address as a literal without a zone, which means nothing to others. */
  public String addressText() {
    if (address == null) {
      return "unknown";
    }
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
