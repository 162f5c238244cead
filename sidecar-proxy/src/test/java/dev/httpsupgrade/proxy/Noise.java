package dev.httpsupgrade.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SplittableRandom;

/** Bytes of a body that both ends can make from the same seed, so that each wrong one shows. */
final class Noise {

  private static final int BLOCK = 1 << 14;

  private final SplittableRandom random;
  private long left;

  Noise(long seed, long length) {
    this.random = new SplittableRandom(seed);
    this.left = length;
  }

  /** The next bytes; empty at the end. */
  byte[] next() {
    byte[] bytes = new byte[(int) Math.min(BLOCK, left)];
    random.nextBytes(bytes);
    left -= bytes.length;
    return bytes;
  }

  /** Writes all, in blocks. */
  void writeTo(OutputStream out) throws IOException {
    for (byte[] bytes = next(); bytes.length > 0; bytes = next()) {
      out.write(bytes);
    }
    out.flush();
  }

  /** Reads as many bytes as there are, and compares. */
  boolean isReadFrom(InputStream in) throws IOException {
    boolean same = true;
    for (byte[] bytes = next(); bytes.length > 0; bytes = next()) {
      byte[] read = in.readNBytes(bytes.length);
      if (read.length < bytes.length) {
        throw new java.io.EOFException("%d bytes before the end".formatted(left));
      }
      same &= java.util.Arrays.equals(bytes, read);
    }
    return same;
  }
}
