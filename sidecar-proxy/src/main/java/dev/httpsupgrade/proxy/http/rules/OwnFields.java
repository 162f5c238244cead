package dev.httpsupgrade.proxy.http.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Where we ended TLS, what we know: what the client says of itself is forged or from a hop that
 * nobody vouches for, and is dropped.
 */
final class OwnFields implements ForwardingFields {

  private static final byte[] HOST = "X-Forwarded-Host: ".getBytes(US_ASCII);
  private static final byte[] PORT = "X-Forwarded-Port: ".getBytes(US_ASCII);
  private static final byte[] FORWARDED = "Forwarded: ".getBytes(US_ASCII);
  private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);

  /** What is the same for each request of the connection. */
  private final byte[] fixed;

  private final @Nullable ForwardedElement forwarded;

  OwnFields(Client client, boolean setsForwarded) {
    var text = new StringBuilder();
    text.append("X-Forwarded-For: ").append(client.addressText()).append("\r\n");
    text.append("X-Forwarded-Proto: https\r\n");
    if (client.certificate() != null) {
      text.append("X-Forwarded-Client-Cert: ").append(client.certificate()).append("\r\n");
    }
    fixed = text.toString().getBytes(US_ASCII);
    forwarded = setsForwarded ? new ForwardedElement(client) : null;
  }

  @Override
  public boolean drops(FieldName name) {
    return name.role() == FieldName.Role.CLIENT;
  }

  @Override
  public void write(ByteBuf out, Head head, int host) {
    out.writeBytes(fixed);
    if (host < 0) {
      out.writeBytes(PORT).writeBytes(HTTPS_PORT);
    } else {
      byte[] b = head.bytes();
      int from = head.valueStart(host);
      int to = head.valueEnd(host);
      out.writeBytes(HOST).writeBytes(b, from, to - from).writeBytes(CRLF).writeBytes(PORT);
      ForwardingFields.writePort(out, b, from, to);
    }
    out.writeBytes(CRLF);
    if (forwarded != null) {
      out.writeBytes(FORWARDED);
      forwarded.write(out, head, host);
      out.writeBytes(CRLF);
    }
  }
}
