package dev.httpsupgrade.proxy.http.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.proxy.http.message.Ascii;
import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.HeadWriter;
import dev.httpsupgrade.proxy.http.message.HopByHop;
import dev.httpsupgrade.proxy.http.message.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Makes the head that the app gets of the one that the client sent, in one buffer. */
public final class RequestRewriter {

  private static final byte[] UPGRADE = "Connection: Upgrade\r\n".getBytes(US_ASCII);

  /** What is mostly added; the buffer grows where that is not enough. */
  private static final int MOST_ADDED = 256;

  private final Head head;

  public RequestRewriter(Head head) {
    this.head = head;
  }

  /**
   * Writes the head.
   *
   * @param start where it starts in {@code head.bytes()}
   * @param end where it ends, the empty line included
   */
  public ByteBuf rewrite(
      RequestHead request, ConnectionRules rules, int start, int end, ByteBufAllocator allocator) {
    boolean nominates = HopByHop.nominates(head);
    boolean upgrade = request.facts().asksUpgrade() && mayUpgrade(rules);
    ForwardingFields forwarding = rules.forwarding();
    ByteBuf out = allocator.directBuffer(end - start + MOST_ADDED);
    var writer = new HeadWriter(head, out, start);
    boolean told = false;
    for (int field = 0; field < head.count(); field++) {
      FieldName name = head.name(field);
      if (upgrade && !told && name == FieldName.CONNECTION) {
        writer.replace(field, UPGRADE);
        told = true;
      } else if (!(upgrade && isAboutUpgrade(name))
          && (HopByHop.drops(head, field, nominates) || (name != null && forwarding.drops(name)))) {
        writer.drop(field);
      } else if (name == FieldName.CONTENT_LENGTH || name == FieldName.TRANSFER_ENCODING) {
        writer.untab(field);
      }
    }
    writer.finish();
    forwarding.write(out, head, request.host());
    return out.writeByte(Ascii.CR).writeByte(Ascii.LF);
  }

  private static boolean isAboutUpgrade(@Nullable FieldName name) {
    return name == FieldName.UPGRADE || name == FieldName.HTTP2_SETTINGS;
  }

  private boolean mayUpgrade(ConnectionRules rules) {
    if (rules.allowsH2cUpgrade()) {
      return true;
    }
    for (int field = 0; field < head.count(); field++) {
      if (head.name(field) == FieldName.UPGRADE && head.valueHas(field, "h2c")) {
        return false;
      }
    }
    return true;
  }
}
