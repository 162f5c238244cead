package dev.httpsupgrade.proxy.http;

import io.netty.buffer.ByteBuf;

/**
 * Finds the end of a chunked body (RFC 9112 §7.1) without changing it.
 *
 * <p>Strict: lines end with CRLF, sizes are bare hex digits, extensions and trailers are short.
 */
final class ChunkScanner {

  /** What {@link #scan} returns for a body that is not well-formed. */
  static final int MALFORMED = -1;

  private static final int MAX_SIZE_DIGITS = 15;
  private static final int MAX_LINE_BYTES = 4096;

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    END_LF,
    DONE,
    MALFORMED
  }

  private State state = State.SIZE;
  private long left;
  private int digits;
  private int lineBytes;
  private int trailerBytes;

  void reset() {
    state = State.SIZE;
    left = 0;
    digits = 0;
    lineBytes = 0;
    trailerBytes = 0;
  }

  boolean done() {
    return state == State.DONE;
  }

  /** Scans {@code [from, to)}: where the body ended, {@code to} if it goes on, or a constant. */
  int scan(ByteBuf bytes, int from, int to) {
    int i = from;
    while (i < to && state != State.DONE) {
      if (state == State.DATA) {
        int taken = (int) Math.min(left, to - i);
        i += taken;
        left -= taken;
        if (left == 0) {
          state = State.DATA_CR;
        }
        continue;
      }
      state = next(bytes.getByte(i++));
      if (state == State.MALFORMED) {
        return MALFORMED;
      }
    }
    return i;
  }

  private State next(byte b) {
    return switch (state) {
      case SIZE -> size(b);
      case EXTENSION -> extension(b);
      case SIZE_LF -> expect(b, Ascii.LF, left == 0 ? State.TRAILER_START : State.DATA);
      case DATA_CR -> expect(b, Ascii.CR, State.DATA_LF);
      case DATA_LF -> nextChunk(b);
      case TRAILER_START -> b == Ascii.CR ? State.END_LF : trailer(Ascii.isToken(b), b);
      case TRAILER_NAME -> b == ':' ? State.TRAILER_VALUE : trailer(Ascii.isToken(b), b);
      case TRAILER_VALUE -> b == Ascii.CR ? State.TRAILER_LF : trailer(!Ascii.isControl(b), b);
      case TRAILER_LF -> expect(b, Ascii.LF, State.TRAILER_START);
      case END_LF -> expect(b, Ascii.LF, State.DONE);
      case DATA, DONE, MALFORMED -> State.MALFORMED;
    };
  }

  private State size(byte b) {
    int digit = Character.digit(b, 16);
    if (digit >= 0 && b > 0) {
      left = left * 16 + digit;
      return ++digits > MAX_SIZE_DIGITS ? State.MALFORMED : State.SIZE;
    }
    if (digits == 0) {
      return State.MALFORMED;
    }
    if (b == ';') {
      lineBytes = 0;
      return State.EXTENSION;
    }
    return expect(b, Ascii.CR, State.SIZE_LF);
  }

  private State extension(byte b) {
    if (b == Ascii.CR) {
      return State.SIZE_LF;
    }
    return Ascii.isControl(b) || ++lineBytes > MAX_LINE_BYTES ? State.MALFORMED : State.EXTENSION;
  }

  private State nextChunk(byte b) {
    digits = 0;
    left = 0;
    return expect(b, Ascii.LF, State.SIZE);
  }

  private State trailer(boolean valid, byte b) {
    if (!valid || ++trailerBytes > Head.MAX_BYTES) {
      return State.MALFORMED;
    }
    if (state == State.TRAILER_VALUE) {
      return State.TRAILER_VALUE;
    }
    return b == ':' ? State.MALFORMED : State.TRAILER_NAME;
  }

  private static State expect(byte b, byte expected, State then) {
    return b == expected ? then : State.MALFORMED;
  }
}
