package dev.httpsupgrade.proxy.http.message;

import io.netty.buffer.ByteBuf;

/**
 * Looks for the empty line that ends a head (RFC 9112 §2.1), going on where it was when more bytes
 * come, so that a head that drips in is not searched again and again.
 */
public final class HeadEnd {

  /** The head is not complete yet. */
  public static final int INCOMPLETE = -1;

  /** A line ends with LF alone: parsers disagree on what that means, so no request has it. */
  public static final int BARE_LF = -2;

  private final boolean bareLf;
  private int next;
  private int lineStart;

  /**
   * For the heads of one sender.
   *
   * @param bareLf whether a line may end with LF alone
   */
  public HeadEnd(boolean bareLf) {
    this.bareLf = bareLf;
  }

  public void reset() {
    next = 0;
    lineStart = 0;
  }

  /** How many of the first {@code length} readable bytes are the head, or one of the constants. */
  public int find(ByteBuf bytes, int length) {
    int start = bytes.readerIndex();
    int lf = bytes.indexOf(start + next, start + length, Ascii.LF) - start;
    while (lf >= 0) {
      boolean cr = lf > lineStart && bytes.getByte(start + lf - 1) == Ascii.CR;
      if (!cr && !bareLf) {
        return BARE_LF;
      }
      int lineEnd = cr ? lf - 1 : lf;
      if (lineEnd == lineStart && lineStart > 0) {
        reset();
        return lf + 1;
      }
      next = lf + 1;
      lineStart = next;
      lf = bytes.indexOf(start + next, start + length, Ascii.LF) - start;
    }
    next = length;
    return INCOMPLETE;
  }

  /** Whether what was searched has a complete first line. */
  public boolean hasLine() {
    return lineStart > 0;
  }
}
