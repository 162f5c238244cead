package dev.httpsupgrade.proxy.http;

import io.netty.buffer.ByteBuf;

/**
 * Parses and rewrites heads for the connections of one event loop, which take turns: so one set of
 * tables serves them all.
 */
public final class Heads {

  private static final int FIRST_LOOK = 1 << 12;

  private final Head head = new Head();
  private final RequestParser requestParser = new RequestParser(head);
  private final RequestRewriter requestRewriter = new RequestRewriter(head);
  private final ResponseParser responseParser = new ResponseParser(head);
  private final ResponseRewriter responseRewriter = new ResponseRewriter(head);

  /**
   * Copies the readable bytes and looks for the head's end.
   *
   * @return as {@link HeadEnd#find}
   */
  int load(ByteBuf bytes, HeadEnd headEnd) {
    int available = Math.min(bytes.readableBytes(), Head.MAX_BYTES);
    int end = load(bytes, headEnd, Math.min(available, FIRST_LOOK));
    return end == HeadEnd.INCOMPLETE && available > FIRST_LOOK
        ? load(bytes, headEnd, available)
        : end;
  }

  private int load(ByteBuf bytes, HeadEnd headEnd, int length) {
    byte[] room = head.room(length);
    bytes.getBytes(bytes.readerIndex(), room, 0, length);
    return headEnd.find(room, length);
  }

  /** Whether what was loaded has a complete first line. */
  boolean hasLine(int length) {
    byte[] b = head.bytes();
    for (int i = 0; i < length; i++) {
      if (b[i] == Ascii.LF) {
        return true;
      }
    }
    return false;
  }

  Head head() {
    return head;
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
