package dev.httpsupgrade.proxy.http.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.HostValue;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Where we ended TLS of a trusted proxy: what it says of its client is kept, lists get our own
 * element, and what it leaves out is what we know.
 *
 * <p>A list is written as one line again, for many apps read just one of several (RFC 9110 §5.3).
 */
final class AddedFields implements ForwardingFields {

  private static final byte[] FOR = "X-Forwarded-For: ".getBytes(US_ASCII);
  private static final byte[] PROTO = "X-Forwarded-Proto: https\r\n".getBytes(US_ASCII);
  private static final byte[] HOST = "X-Forwarded-Host: ".getBytes(US_ASCII);
  private static final byte[] PORT = "X-Forwarded-Port: ".getBytes(US_ASCII);
  private static final byte[] CERTIFICATE = "X-Forwarded-Client-Cert: ".getBytes(US_ASCII);
  private static final byte[] FORWARDED = "Forwarded: ".getBytes(US_ASCII);
  private static final byte[] HTTP_PORT = "80".getBytes(US_ASCII);
  private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);

  private final byte[] address;
  private final byte @Nullable [] certificate;
  private final @Nullable ForwardedElement forwarded;

  AddedFields(Client client, boolean setsForwarded) {
    address = client.addressText().getBytes(US_ASCII);
    certificate = client.certificate() == null ? null : client.certificate().getBytes(US_ASCII);
    forwarded = setsForwarded ? new ForwardedElement(client) : null;
  }

  @Override
  public boolean drops(FieldName name) {
    return switch (name) {
      case X_FORWARDED_FOR, DISGUISED -> true;
      case X_FORWARDED_CLIENT_CERT -> certificate != null;
      case FORWARDED -> forwarded != null;
      default -> false;
    };
  }

  @Override
  public void write(ByteBuf out, Head head, int host) {
    writeList(out, FOR, head, FieldName.X_FORWARDED_FOR);
    out.writeBytes(address).writeBytes(CRLF);
    int proto = head.find(FieldName.X_FORWARDED_PROTO);
    if (proto < 0) {
      out.writeBytes(PROTO);
    }
    writeHostAndPort(out, head, host, proto);
    if (certificate != null) {
      writeList(out, CERTIFICATE, head, FieldName.X_FORWARDED_CLIENT_CERT);
      out.writeBytes(certificate).writeBytes(CRLF);
    }
    if (forwarded != null) {
      writeList(out, FORWARDED, head, FieldName.FORWARDED);
      forwarded.write(out, head, host);
      out.writeBytes(CRLF);
    }
  }

  /** The port goes with the host that the app is told: theirs, or ours if they told none. */
  private void writeHostAndPort(ByteBuf out, Head head, int host, int proto) {
    byte[] b = head.bytes();
    int told = head.find(FieldName.X_FORWARDED_HOST);
    if (told < 0 && host >= 0) {
      int from = head.valueStart(host);
      out.writeBytes(HOST).writeBytes(b, from, head.valueEnd(host) - from).writeBytes(CRLF);
    }
    if (head.find(FieldName.X_FORWARDED_PORT) >= 0) {
      return;
    }
    out.writeBytes(PORT);
    int named = told < 0 ? host : told;
    boolean valid =
        named >= 0 && HostValue.isValid(b, head.valueStart(named), head.valueEnd(named));
    boolean hasPort =
        valid
            && HostValue.portColon(b, head.valueStart(named), head.valueEnd(named)) + 1
                < head.valueEnd(named);
    if (hasPort) {
      ForwardingFields.writePort(out, b, head.valueStart(named), head.valueEnd(named));
    } else {
      out.writeBytes(proto >= 0 && head.valueIs(proto, "http") ? HTTP_PORT : HTTPS_PORT);
    }
    out.writeBytes(CRLF);
  }

  private static void writeList(ByteBuf out, byte[] start, Head head, FieldName name) {
    out.writeBytes(start);
    for (int field = 0; field < head.count(); field++) {
      int length = head.valueEnd(field) - head.valueStart(field);
      if (head.name(field) == name && length > 0) {
        out.writeBytes(head.bytes(), head.valueStart(field), length).writeByte(',').writeByte(' ');
      }
    }
  }
}
