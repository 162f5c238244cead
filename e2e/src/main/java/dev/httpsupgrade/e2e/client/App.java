package dev.httpsupgrade.e2e.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** An app behind a sidecar: large bodies both ways, and answers that wait until they may come. */
final class App {

  static final String HELP =
      """
        GET /noise?bytes=N       answers that many bytes
        POST /noise?mibps=N      reads the body at that rate (0: as fast as it comes), and answers
                                 how many bytes of it were right
        GET /wait                answers after somebody has asked for /go
        anything else            200
        --port N                 where it listens (default 8080)
      """;

  private final int port;
  private final Noise noise = new Noise();
  private final CountDownLatch go = new CountDownLatch(1);

  App(int port) {
    this.port = port;
  }

  void serve() throws IOException {
    try (var listener = new ServerSocket(port, 4096)) {
      while (true) {
        Socket connection = listener.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      var reader = new HttpReader(connection.getInputStream());
      while (true) {
        answer(reader, reader.readHead(), connection.getOutputStream());
      }
    } catch (EOFException _) {
      // The sidecar needs it no more.
    } catch (IOException e) {
      System.err.println("app: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpReader reader, HttpMessage head, OutputStream out)
      throws IOException, InterruptedException {
    String[] words = head.startLine().split(" ", 3);
    switch (words[0] + " " + words[1].split("\\?", 2)[0]) {
      case "GET /noise" -> {
        long length = number(words[1]);
        head(out, length);
        noise.writeTo(out, length);
      }
      case "POST /noise" -> {
        var pace = new Pace((int) number(words[1]));
        text(out, Long.toString(noise.readFrom(reader.body(), head.contentLength(), pace)));
      }
      case "GET /wait" -> {
        go.await();
        text(out, "waited");
      }
      case "GET /go" -> {
        go.countDown();
        text(out, "go");
      }
      default -> text(out, "ok");
    }
  }

  private static long number(String target) {
    return Long.parseLong(target.substring(target.indexOf('=') + 1));
  }

  private static void text(OutputStream out, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    head(out, body.length);
    out.write(body);
  }

  private static void head(OutputStream out, long length) throws IOException {
    out.write(
        "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(length).getBytes(ISO_8859_1));
  }
}
