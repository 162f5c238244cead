package dev.httpsupgrade.proxy.http.message;

import io.netty.buffer.ByteBuf;

/**
 * Copies a head without some of its lines, in as few runs as possible: order, case and spacing of
 * what stays are the sender's.
 */
public final class HeadWriter {

  private static final byte[] SPACE = {Ascii.SP};

  private final Head head;
  private final ByteBuf out;
  private int copied;

  public HeadWriter(Head head, ByteBuf out, int from) {
    this.head = head;
    this.out = out;
    this.copied = from;
  }

  /** Leaves this line out. */
  public void drop(int field) {
    copyTo(head.start(field));
    copied = lineEnd(field);
  }

  /** Puts {@code line}, CRLF included, in place of this one. */
  public void replace(int field, byte[] line) {
    drop(field);
    out.writeBytes(line);
  }

  /** Puts {@code length} bytes of {@code by} in place of those in {@code [from, to)}. */
  public void splice(int from, int to, byte[] by, int start, int length) {
    copyTo(from);
    out.writeBytes(by, start, length);
    copied = to;
  }

  /** Puts one space before this field's value, as far as there are tabs, which apps differ on. */
  public void untab(int field) {
    int from = head.nameEnd(field) + 1;
    int to = lineEnd(field) - 2;
    if (hasTab(from, head.valueStart(field)) || hasTab(head.valueEnd(field), to)) {
      splice(from, head.valueStart(field), SPACE, 0, SPACE.length);
      splice(head.valueEnd(field), to, SPACE, 0, 0);
    }
  }

  /** Copies what is left of the field lines. */
  public void finish() {
    int last = head.count() - 1;
    copyTo(last < 0 ? head.firstLineEnd() : lineEnd(last));
  }

  private boolean hasTab(int from, int to) {
    for (int i = from; i < to; i++) {
      if (head.bytes()[i] == Ascii.HTAB) {
        return true;
      }
    }
    return false;
  }

  private void copyTo(int end) {
    if (end > copied) {
      out.writeBytes(head.bytes(), copied, end - copied);
      copied = end;
    }
  }

  /** Lines are validated, so that the next CRLF is this line's. */
  private int lineEnd(int field) {
    byte[] b = head.bytes();
    int i = head.valueEnd(field);
    while (b[i] != Ascii.LF) {
      i++;
    }
    return i + 1;
  }
}
