package dev.httpsupgrade.proxy.http.message;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a chunked body (RFC 9112 §7.1), and what of it is to be passed on.
 *
 * <p>Strict: lines end with CRLF, sizes are bare hex digits, extensions and trailers are short;
 * quoted strings end within their line, and no trailer is named like a field that matters before.
 */
public final class ChunkScanner {

  /** How strict it is and what it passes. */
  public enum Mode {
    /** All of it, strictly read: a client's. */
    STRICT,
    /**
     * All but what old apps are loose about: blanks after a chunk's size are left out, and so is an
     * LF that ends a line alone, in whose place {@link #lineEndMissing} is to be passed.
     */
    LOOSE,
    /** Nothing but the content, for a client that knows no chunks. */
    CONTENT
  }

  /** What is returned for a body that is not well-formed. */
  static final int MALFORMED = -1;

  private static final int MAX_SIZE_DIGITS = 15;
  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_TRAILER_BYTES = 1 << 16;

  private enum State {
    SIZE,
    PADDING,
    EXTENSION,
    QUOTED,
    ESCAPED,
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

  private Mode mode = Mode.STRICT;
  private State state = State.SIZE;
  private long left;
  private int digits;
  private int lineBytes;
  private int trailerBytes;
  private boolean lineEndMissing;

  /** The trailer's name, from a client; few send any. */
  private @Nullable TrailerName name;

  void begin(Mode next) {
    mode = next;
    state = State.SIZE;
    left = 0;
    digits = 0;
    lineBytes = 0;
    trailerBytes = 0;
  }

  boolean done() {
    return state == State.DONE;
  }

  /** Scans {@code [from, to)}: where what is to be passed ends, or {@link #MALFORMED}. */
  int scan(ByteBuf bytes, int from, int to) {
    int i = from;
    while (i < to && state != State.DONE) {
      if (state == State.DATA) {
        i += takeData(to - i);
        continue;
      }
      byte b = bytes.getByte(i);
      if (isLeftOut(b)) {
        return i;
      }
      state = next(b);
      i++;
      if (state == State.MALFORMED) {
        return MALFORMED;
      }
    }
    return i;
  }

  /** Scans {@code [from, to)}: where what is to be left out ends, or {@link #MALFORMED}. */
  int skip(ByteBuf bytes, int from, int to) {
    int i = from;
    lineEndMissing = false;
    while (i < to
        && state != State.DONE
        && state != State.DATA
        && !lineEndMissing
        && isLeftOut(bytes.getByte(i))) {
      byte b = bytes.getByte(i);
      if (isBareLf(b)) {
        lineEndMissing = mode == Mode.LOOSE;
        state = next(Ascii.CR);
      }
      state = next(b);
      i++;
      if (state == State.MALFORMED) {
        return MALFORMED;
      }
    }
    return i;
  }

  /** Whether what was skipped last was a line's end that is to be passed as CRLF. */
  boolean lineEndMissing() {
    return lineEndMissing;
  }

  private int takeData(int available) {
    int taken = (int) Math.min(left, available);
    left -= taken;
    if (left == 0) {
      state = State.DATA_CR;
    }
    return taken;
  }

  private boolean isLeftOut(byte b) {
    return switch (mode) {
      case STRICT -> false;
      case LOOSE -> isPadding(b) || isBareLf(b);
      case CONTENT -> true;
    };
  }

  private boolean isPadding(byte b) {
    return Ascii.isBlank(b) && ((state == State.SIZE && digits > 0) || state == State.PADDING);
  }

  private boolean isBareLf(byte b) {
    return b == Ascii.LF
        && switch (state) {
          case SIZE -> digits > 0;
          case PADDING, EXTENSION, DATA_CR, TRAILER_START, TRAILER_VALUE -> true;
          default -> false;
        };
  }

  private State next(byte b) {
    return switch (state) {
      case SIZE -> size(b);
      case PADDING -> isPadding(b) ? State.PADDING : sizeEnd(b);
      case EXTENSION, QUOTED, ESCAPED -> extension(b);
      case SIZE_LF -> expect(b, Ascii.LF, left == 0 ? State.TRAILER_START : State.DATA);
      case DATA_CR -> expect(b, Ascii.CR, State.DATA_LF);
      case DATA_LF -> nextChunk(b);
      case TRAILER_START -> b == Ascii.CR ? State.END_LF : trailerName(b);
      case TRAILER_NAME -> b == ':' ? nameEnd() : trailerName(b);
      case TRAILER_VALUE ->
          b == Ascii.CR ? State.TRAILER_LF : trailer(!Ascii.isControl(b), State.TRAILER_VALUE);
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
    return mode != Mode.STRICT && isPadding(b) ? State.PADDING : sizeEnd(b);
  }

  private State sizeEnd(byte b) {
    if (b == ';') {
      lineBytes = 0;
      return State.EXTENSION;
    }
    return expect(b, Ascii.CR, State.SIZE_LF);
  }

  private State extension(byte b) {
    if (b == Ascii.CR && state == State.EXTENSION) {
      return State.SIZE_LF;
    }
    if (Ascii.isControl(b) || ++lineBytes > MAX_LINE_BYTES) {
      return State.MALFORMED;
    }
    return switch (state) {
      case QUOTED -> b == '"' ? State.EXTENSION : b == '\\' ? State.ESCAPED : State.QUOTED;
      case ESCAPED -> State.QUOTED;
      default -> b == '"' && mode == Mode.STRICT ? State.QUOTED : State.EXTENSION;
    };
  }

  private State nextChunk(byte b) {
    digits = 0;
    left = 0;
    return expect(b, Ascii.LF, State.SIZE);
  }

  private State trailerName(byte b) {
    if (mode == Mode.STRICT) {
      if (name == null) {
        name = new TrailerName();
      }
      if (state == State.TRAILER_START) {
        name.begin();
      }
      name.add(b);
    }
    return trailer(Ascii.isToken(b), State.TRAILER_NAME);
  }

  private State nameEnd() {
    boolean refused = mode == Mode.STRICT && name != null && name.isRefused();
    return trailer(!refused, State.TRAILER_VALUE);
  }

  private State trailer(boolean valid, State then) {
    return valid && ++trailerBytes <= MAX_TRAILER_BYTES ? then : State.MALFORMED;
  }

  private static State expect(byte b, byte expected, State then) {
    return b == expected ? then : State.MALFORMED;
  }
}
