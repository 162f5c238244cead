package dev.httpsupgrade.proxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A {@link SeeingApp} of our own: reads strictly, so that an odd reading ends its connection. */
final class RecordingApp implements SeeingApp {

  private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
  private final TestApp app = TestApp.start(this::serve);

  RecordingApp() throws IOException {}

  @Override
  public int port() {
    return app.port();
  }

  @Override
  public List<String> seen() {
    var lines = new ArrayList<String>();
    for (String line = seen.poll(); line != null; line = seen.poll()) {
      lines.add(line);
    }
    return lines;
  }

  /** How many heads have come, those of requests without an end included. */
  int heads() {
    return app.heads.size();
  }

  @Override
  public void close() throws IOException {
    app.close();
  }

  private void serve(TestApp.Connection connection) throws IOException {
    for (String read = connection.readHead(); read != null; read = connection.readHead()) {
      String head = read.replaceFirst("^(\r\n)+", "");
      if (head.isEmpty()) {
        continue;
      }
      String target = head.substring(0, head.indexOf(" HTTP/1."));
      long length = readBody(connection, head.toLowerCase(Locale.ROOT));
      String line = SeeingApp.printable(target);
      String told = SeeingApp.normalised(line + " " + length);
      seen.add(told);
      String body = head.startsWith("HEAD ") ? "" : line;
      connection.send(
          "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nX-Seen: %s\r\n\r\n%s"
              .formatted(line.length(), told, body));
    }
  }

  private static long readBody(TestApp.Connection connection, String head) throws IOException {
    if (head.matches("(?s).*\r\ntransfer-encoding:[ \t]*chunked[ \t]*\r\n.*")) {
      return readChunks(connection);
    }
    var length =
        java.util.regex.Pattern.compile("\r\ncontent-length:[ \t]*(\\d+)[ \t]*\r\n").matcher(head);
    if (!length.find()) {
      return 0;
    }
    long bytes = Long.parseLong(length.group(1));
    connection.in.skipNBytes(bytes);
    return bytes;
  }

  private static long readChunks(TestApp.Connection connection) throws IOException {
    long length = 0;
    while (true) {
      String line = readLine(connection);
      long size = Long.parseLong(line.replaceFirst(";.*", ""), 16);
      if (size == 0) {
        while (!readLine(connection).isEmpty()) {
          // A trailer.
        }
        return length;
      }
      connection.in.skipNBytes(size);
      length += size;
      if (!readLine(connection).isEmpty()) {
        throw new IOException("no line end after a chunk");
      }
    }
  }

  private static String readLine(TestApp.Connection connection) throws IOException {
    var line = new StringBuilder();
    while (line.length() < 2 || line.lastIndexOf("\r\n") != line.length() - 2) {
      int b = connection.in.read();
      if (b < 0) {
        throw new IOException("ended");
      }
      line.append((char) b);
    }
    return line.substring(0, line.length() - 2);
  }
}
