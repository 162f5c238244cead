package dev.httpsupgrade.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.HeadEnd;
import dev.httpsupgrade.proxy.http.message.LenientHead;
import dev.httpsupgrade.proxy.http.message.RequestParser;
import dev.httpsupgrade.proxy.http.message.ResponseParser;
import dev.httpsupgrade.proxy.http.rules.RequestRewriter;
import dev.httpsupgrade.proxy.http.rules.ResponseRewriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Parses and rewrites heads for the connections of one event loop, which take turns: so one set of
 * tables serves them all.
 */
public final class Heads {

  /** How much of a head is kept for the access log. */
  private static final int LOGGED_BYTES = 1 << 13;

  private final Head head = new Head();
  private final RequestParser requestParser = new RequestParser(head);
  private final RequestRewriter requestRewriter = new RequestRewriter(head);
  private final ResponseParser responseParser = new ResponseParser(head);
  private final ResponseRewriter responseRewriter = new ResponseRewriter(head);

  /**
   * Copies the head out of the readable bytes if it is complete.
   *
   * @param max the longest head that is taken, in bytes
   * @return as {@link HeadEnd#find}
   */
  int load(ByteBuf bytes, HeadEnd headEnd, int max) {
    int end = headEnd.find(bytes, Math.min(bytes.readableBytes(), max));
    if (end > 0) {
      bytes.getBytes(bytes.readerIndex(), head.room(end), 0, end);
    }
    return end;
  }

  /** See {@link LenientHead}. */
  int normalize(int end) {
    return LenientHead.normalize(head, end);
  }

  /** The first bytes of what was loaded. */
  ByteBuf copy(int length, ByteBufAllocator allocator) {
    return allocator.directBuffer(length).writeBytes(head.bytes(), 0, length);
  }

  Head head() {
    return head;
  }

  /** The beginning of the head that was loaded, a character per byte; all of it if it is short. */
  String text(int length) {
    return new String(head.bytes(), 0, Math.min(length, LOGGED_BYTES), ISO_8859_1);
  }

  RequestParser requestParser() {
    return requestParser;
  }

  RequestRewriter requestRewriter() {
    return requestRewriter;
  }

  ResponseParser responseParser() {
    return responseParser;
  }

  ResponseRewriter responseRewriter() {
    return responseRewriter;
  }
}
