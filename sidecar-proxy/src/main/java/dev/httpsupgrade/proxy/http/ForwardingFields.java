package dev.httpsupgrade.proxy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.proxy.connection.Scheme;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Tells the app who the client is, where we ended TLS; there, what the client says of itself is
 * forged or from a hop that the app can't check, and is dropped.
 *
 * <p>A plain connection may come from a proxy that ended TLS before us, so what it says passes.
 */
final class ForwardingFields {

  private static final byte[] HOST = "X-Forwarded-Host: ".getBytes(US_ASCII);
  private static final byte[] PORT = "\r\nX-Forwarded-Port: ".getBytes(US_ASCII);
  private static final byte[] PORT_ALONE = "X-Forwarded-Port: ".getBytes(US_ASCII);
  private static final byte[] HTTPS_PORT = "443".getBytes(US_ASCII);
  private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);

  /** What is the same for each request of the connection; null on a plain one. */
  private final byte @Nullable [] fixed;

  ForwardingFields(Scheme scheme, @Nullable SocketAddress client) {
    this.fixed =
        switch (scheme) {
          case HTTP -> null;
          case HTTPS ->
              "X-Forwarded-For: %s\r\nX-Forwarded-Proto: https\r\n"
                  .formatted(address(client))
                  .getBytes(US_ASCII);
        };
  }

  /** Whether a field that the client sent ends here. */
  boolean drops(@Nullable FieldName name) {
    return fixed != null
        && switch (name) {
          case FORWARDED, X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PORT, X_FORWARDED_PROTO ->
              true;
          case CONNECTION,
              CONTENT_LENGTH,
              EXPECT,
              HOST,
              HTTP2_SETTINGS,
              KEEP_ALIVE,
              PROXY_CONNECTION,
              TE,
              TRANSFER_ENCODING,
              UPGRADE ->
              false;
          case null -> false;
        };
  }

  /** Whether the app may be asked to speak HTTP/2 from now on, past all that is done here. */
  boolean allowsH2cUpgrade() {
    return fixed == null;
  }

  /** An upper bound of what {@link #write} writes. */
  int maxLength(Head head, int host) {
    return fixed == null
        ? 0
        : fixed.length + 64 + (host < 0 ? 0 : 2 * (head.valueEnd(host) - head.valueStart(host)));
  }

  /**
   * Appends our own fields.
   *
   * @param host index of the {@code Host} field, -1 if there is none
   */
  void write(ByteBuf out, Head head, int host) {
    if (fixed == null) {
      return;
    }
    out.writeBytes(fixed);
    if (host < 0) {
      out.writeBytes(PORT_ALONE).writeBytes(HTTPS_PORT).writeBytes(CRLF);
      return;
    }
    byte[] b = head.bytes();
    int from = head.valueStart(host);
    int to = head.valueEnd(host);
    int colon = HostValue.portColon(b, from, to);
    out.writeBytes(HOST).writeBytes(b, from, to - from).writeBytes(PORT);
    if (colon + 1 < to) {
      out.writeBytes(b, colon + 1, to - colon - 1);
    } else {
      out.writeBytes(HTTPS_PORT);
    }
    out.writeBytes(CRLF);
  }

  private static String address(@Nullable SocketAddress client) {
    if (!(client instanceof InetSocketAddress socket)) {
      return "unknown";
    }
    InetAddress address = socket.getAddress();
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
