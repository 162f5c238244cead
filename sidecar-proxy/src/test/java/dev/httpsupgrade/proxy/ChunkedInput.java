package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The data of chunks; {@link #end} reads the last one. */
final class ChunkedInput extends InputStream {

  private final InputStream in;
  private int left;
  private boolean first = true;

  ChunkedInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      left = nextSize();
    }
    int n = in.read(bytes, from, Math.min(left, length));
    left -= Math.max(n, 0);
    return n;
  }

  /** Writes the noise as chunks, the last one too. */
  static void write(Noise noise, OutputStream out) throws IOException {
    for (byte[] bytes = noise.next(); bytes.length > 0; bytes = noise.next()) {
      out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(US_ASCII));
      out.write(bytes);
      out.write("\r\n".getBytes(US_ASCII));
    }
    out.write("0\r\n\r\n".getBytes(US_ASCII));
    out.flush();
  }

  /** Reads the last chunk; all data must have been read. */
  void end() throws IOException {
    String end = first ? "0\r\n\r\n" : "\r\n0\r\n\r\n";
    if (!new String(in.readNBytes(end.length()), US_ASCII).equals(end)) {
      throw new IOException("no last chunk");
    }
  }

  private int nextSize() throws IOException {
    in.skipNBytes(first ? 0 : 2);
    first = false;
    var line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new java.io.EOFException("in a chunk's size");
      }
      line.append((char) b);
    }
    return Integer.parseInt(line.toString().strip(), 16);
  }
}
