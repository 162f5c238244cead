package dev.httpsupgrade.e2e.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;

/**
 * A body of any length that both sides know: one block again and again. Its length is a prime, so
 * that bytes which are lost, doubled or moved show, whatever the size of a buffer.
 */
final class Noise {

  private static final int BLOCK = 65_521;

  private final byte[] block = new byte[BLOCK];

  Noise() {
    new Random(1).nextBytes(block);
  }

  void writeTo(OutputStream out, long length) throws IOException {
    for (long left = length; left > 0; left -= BLOCK) {
      out.write(block, 0, (int) Math.min(BLOCK, left));
    }
    out.flush();
  }

  /**
   * Reads a body to its end.
   *
   * @return how many bytes of it came as they should, from the first one on
   */
  long readFrom(InputStream in, long length, Pace pace) throws IOException {
    byte[] read = new byte[BLOCK];
    for (long good = 0; good < length; good += BLOCK) {
      int wanted = (int) Math.min(BLOCK, length - good);
      int got = in.readNBytes(read, 0, wanted);
      int wrong = Arrays.mismatch(read, 0, got, block, 0, wanted);
      if (wrong >= 0) {
        return good + wrong;
      }
      pace.taken(got);
    }
    return length;
  }
}
