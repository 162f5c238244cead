package dev.httpsupgrade.proxy.http.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.proxy.http.message.Ascii;
import dev.httpsupgrade.proxy.http.message.Head;
import io.netty.buffer.ByteBuf;
import java.net.Inet6Address;

/**
 * Our own element of {@code Forwarded}: {@code for}, {@code host} and {@code proto} (RFC 7239 §4,
 * §5); no {@code by}, as it would tell the app nothing but its own address.
 */
final class ForwardedElement {

  private static final byte[] HOST = ";host=".getBytes(US_ASCII);
  private static final byte[] PROTO = ";proto=https".getBytes(US_ASCII);

  private final byte[] node;

  ForwardedElement(Client client) {
    // An IPv6 address has brackets and colons, so that it has to be quoted (RFC 7239 §6).
    node =
        (client.address() instanceof Inet6Address
                ? "for=\"[" + client.addressText() + "]\""
                : "for=" + client.addressText())
            .getBytes(US_ASCII);
  }

  /**
   * Writes it.
   *
   * @param host index of the {@code Host} field, -1 if there is none; its value was checked, so
   *     that it holds nothing that ends a quoted string
   */
  void write(ByteBuf out, Head head, int host) {
    out.writeBytes(node);
    int length = host < 0 ? 0 : head.valueEnd(host) - head.valueStart(host);
    if (length > 0) {
      boolean quoted = !isToken(head, host);
      out.writeBytes(HOST);
      quote(out, quoted);
      out.writeBytes(head.bytes(), head.valueStart(host), length);
      quote(out, quoted);
    }
    out.writeBytes(PROTO);
  }

  private static void quote(ByteBuf out, boolean quoted) {
    if (quoted) {
      out.writeByte('"');
    }
  }

  private static boolean isToken(Head head, int field) {
    for (int i = head.valueStart(field); i < head.valueEnd(field); i++) {
      if (!Ascii.isToken(head.bytes()[i])) {
        return false;
      }
    }
    return true;
  }
}
