package dev.httpsupgrade.e2e.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** Reads HTTP/1.1 messages one after the other from a connection. */
final class HttpReader {

  private final InputStream in;

  HttpReader(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  HttpMessage readRequest() throws IOException {
    return read(false);
  }

  HttpMessage readResponse() throws IOException {
    return read(true);
  }

  private HttpMessage read(boolean response) throws IOException {
    HttpMessage head = readHead();
    return new HttpMessage(
        head.startLine(), head.headers(), new String(readBody(head, response), UTF_8));
  }

  /** Reads a message without its body, which follows in {@link #body()}. */
  HttpMessage readHead() throws IOException {
    String startLine = readLine("before the message");
    var headers = new LinkedHashMap<String, List<String>>();
    for (String line = readLine("in the head"); !line.isEmpty(); line = readLine("in the head")) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("header without a name: " + line);
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return new HttpMessage(startLine, headers, "");
  }

  /** What follows the last thing that was read, without an end of its own. */
  InputStream body() {
    return in;
  }

  // RFC 9112, section 6.3.
  private byte[] readBody(HttpMessage head, boolean response) throws IOException {
    if (response && (head.status() == 204 || head.status() == 304)) {
      return new byte[0];
    }
    if ("chunked".equals(head.header("transfer-encoding"))) {
      return readChunks();
    }
    String length = head.header("content-length");
    if (length != null) {
      return readExactly(Integer.parseInt(length));
    }
    return response ? in.readAllBytes() : new byte[0];
  }

  private byte[] readChunks() throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(readLine("before a chunk").split(";", 2)[0].strip(), 16);
      if (size == 0) {
        while (!readLine("in the trailers").isEmpty()) {}
        return body.toByteArray();
      }
      body.write(readExactly(size));
      readLine("after a chunk");
    }
  }

  private byte[] readExactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException(
          "connection closed in the body, after %d of %d bytes".formatted(bytes.length, length));
    }
    return bytes;
  }

  private String readLine(String where) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("connection closed " + where);
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }
}
