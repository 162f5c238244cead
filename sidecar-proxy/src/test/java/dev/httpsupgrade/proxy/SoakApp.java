package dev.httpsupgrade.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * An app that checks each byte it gets, and answers with bytes that its client can check.
 *
 * <p>The target tells both: {@code /length?in=SEED,LENGTH&out=SEED,LENGTH}; its path is how the
 * answer is framed.
 */
final class SoakApp implements AutoCloseable {

  private static final Pattern TARGET =
      Pattern.compile("^\\S+ /(\\w+)\\?in=(\\d+),(\\d+)&out=(\\d+),(\\d+) HTTP");

  /** Requests whose body was not what it had to be. */
  final AtomicInteger wrong = new AtomicInteger();

  private final TestApp app = TestApp.start(this::serve);

  SoakApp() throws IOException {}

  int port() {
    return app.port();
  }

  @Override
  public void close() throws IOException {
    app.close();
  }

  private void serve(TestApp.Connection connection) throws IOException {
    String head = connection.readHead();
    while (head != null) {
      // It would keep the head of each request.
      app.heads.clear();
      var target = TARGET.matcher(head);
      if (!target.find()) {
        wrong.incrementAndGet();
        return;
      }
      var in = new Noise(Long.parseLong(target.group(2)), Long.parseLong(target.group(3)));
      if (!isReadFrom(in, head, connection.in)) {
        wrong.incrementAndGet();
      }
      long length = Long.parseLong(target.group(5));
      var out = new Noise(Long.parseLong(target.group(4)), length);
      if (!answer(connection, target.group(1), out, length)) {
        return;
      }
      head = connection.readHead();
    }
  }

  private static boolean isReadFrom(Noise expected, String head, InputStream in)
      throws IOException {
    if (!head.contains("\r\nTransfer-Encoding: chunked\r\n")) {
      return expected.isReadFrom(in);
    }
    var chunks = new ChunkedInput(in);
    boolean same = expected.isReadFrom(chunks);
    chunks.end();
    return same;
  }

  /** Whether the connection takes another request after it. */
  private static boolean answer(TestApp.Connection to, String framing, Noise out, long length)
      throws IOException {
    switch (framing) {
      case "length" -> {
        to.send("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(length));
        out.writeTo(to.out);
      }
      case "chunked" -> {
        to.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        ChunkedInput.write(out, to.out);
      }
      case "events" -> {
        to.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        out.writeTo(to.out);
        return false;
      }
      case "upgrade" -> {
        to.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
        to.in.transferTo(to.out);
        return false;
      }
      default -> throw new IOException(framing);
    }
    return true;
  }
}
