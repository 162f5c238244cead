package dev.httpsupgrade.proxy.http.message;

import io.netty.buffer.ByteBuf;

/** How far a body has passed; used again for each message of a connection. */
public final class Body {

  /** What is returned for a body that is not well-formed. */
  public static final int MALFORMED = ChunkScanner.MALFORMED;

  private enum Kind {
    COUNTED,
    CHUNKED,
    UNTIL_CLOSE
  }

  private final ChunkScanner chunks = new ChunkScanner();
  private Kind kind = Kind.COUNTED;
  private long left;

  /**
   * A message's body follows.
   *
   * @param mode what is passed of it if it is chunked
   */
  public void begin(Framing framing, ChunkScanner.Mode mode) {
    switch (framing) {
      case Framing.None _, Framing.Ambiguous _ -> count(0);
      case Framing.Length(long bytes) -> count(bytes);
      case Framing.Chunked _ -> {
        kind = Kind.CHUNKED;
        chunks.begin(mode);
      }
      case Framing.UntilClose _ -> kind = Kind.UNTIL_CLOSE;
    }
  }

  public boolean done() {
    return switch (kind) {
      case COUNTED -> left == 0;
      case CHUNKED -> chunks.done();
      case UNTIL_CLOSE -> false;
    };
  }

  /** How many of the readable bytes from {@code from} on are to be passed, or the constant. */
  public int take(ByteBuf bytes, int from) {
    int available = bytes.writerIndex() - from;
    return switch (kind) {
      case COUNTED -> {
        int taken = (int) Math.min(left, available);
        left -= taken;
        yield taken;
      }
      case CHUNKED -> {
        int end = chunks.scan(bytes, from, bytes.writerIndex());
        yield end == ChunkScanner.MALFORMED ? MALFORMED : end - from;
      }
      case UNTIL_CLOSE -> available;
    };
  }

  /** How many of the readable bytes are to be left out before more is passed, or the constant. */
  public int skip(ByteBuf bytes) {
    if (kind != Kind.CHUNKED) {
      return 0;
    }
    int end = chunks.skip(bytes, bytes.readerIndex(), bytes.writerIndex());
    return end == ChunkScanner.MALFORMED ? MALFORMED : end - bytes.readerIndex();
  }

  /** Whether a line's end is to be passed in place of what was left out. */
  public boolean lineEndMissing() {
    return kind == Kind.CHUNKED && chunks.lineEndMissing();
  }

  private void count(long bytes) {
    kind = Kind.COUNTED;
    left = bytes;
  }
}
