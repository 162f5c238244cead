package dev.httpsupgrade.proxy.http.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.HostValue;
import io.netty.buffer.ByteBuf;

/** What the app is told about the client of one connection. */
sealed interface ForwardingFields permits PassedFields, OwnFields, AddedFields {

  /** Whether a field that the client sent ends here. */
  boolean drops(FieldName name);

  /**
   * Appends our own fields.
   *
   * @param host index of the {@code Host} field, -1 if there is none
   */
  void write(ByteBuf out, Head head, int host);

  static ForwardingFields of(HttpPolicy policy, Client client) {
    boolean trusted = policy.trusts(client.address());
    return switch (client.scheme()) {
      case HTTP -> new PassedFields(trusted || !policy.asksForCertificates());
      case HTTPS ->
          trusted
              ? new AddedFields(client, policy.setsForwarded())
              : new OwnFields(client, policy.setsForwarded());
    };
  }

  /** Writes a value's port, 443 if it has none: the value is a {@code Host} field's. */
  static void writePort(ByteBuf out, byte[] b, int from, int to) {
    int colon = HostValue.portColon(b, from, to);
    if (colon + 1 < to) {
      out.writeBytes(b, colon + 1, to - colon - 1);
    } else {
      out.writeBytes(HTTPS_PORT);
    }
  }

  byte[] HTTPS_PORT = "443".getBytes(US_ASCII);
}
