package dev.httpsupgrade.proxy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Makes the head that the client gets of the one that the app sent. */
final class ResponseRewriter {

  /** What the client is told about the connection. */
  enum Persistence {
    /** Nothing, as HTTP/1.1 connections persist. */
    IMPLIED,
    /** That it persists, as an HTTP/1.0 client asked. */
    KEEP_ALIVE,
    /** That it ends with this answer. */
    CLOSE,
    /** That it changes its protocol. */
    UPGRADE
  }

  private static final byte[] KEEP_ALIVE = "Connection: keep-alive\r\n".getBytes(US_ASCII);
  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(US_ASCII);
  private static final byte[] UPGRADE = "Connection: Upgrade\r\n".getBytes(US_ASCII);

  private final Head head;

  ResponseRewriter(Head head) {
    this.head = head;
  }

  /** Whether the client can get the app's own bytes. */
  boolean passesUnchanged(ResponseHead answer, Persistence persistence) {
    return answer.unchanged() && answer.http11() && persistence == Persistence.IMPLIED;
  }

  /** Writes the head that ends at {@code end} in {@code head.bytes()}, the empty line included. */
  ByteBuf rewrite(Persistence persistence, int end, ByteBufAllocator allocator) {
    // Our own version: the answer's is about the app's connection (RFC 9110 §2.5).
    head.bytes()[7] = '1';
    boolean nominates = HopByHop.nominates(head);
    ByteBuf out = allocator.directBuffer(end + KEEP_ALIVE.length);
    var writer = new HeadWriter(head, out, 0);
    for (int field = 0; field < head.count(); field++) {
      boolean upgrade = persistence == Persistence.UPGRADE && head.name(field) == FieldName.UPGRADE;
      if (!upgrade && HopByHop.drops(head, field, nominates)) {
        writer.drop(field);
      }
    }
    writer.finish();
    out.writeBytes(
        switch (persistence) {
          case IMPLIED -> new byte[0];
          case KEEP_ALIVE -> KEEP_ALIVE;
          case CLOSE -> CLOSE;
          case UPGRADE -> UPGRADE;
        });
    return out.writeByte(Ascii.CR).writeByte(Ascii.LF);
  }
}
