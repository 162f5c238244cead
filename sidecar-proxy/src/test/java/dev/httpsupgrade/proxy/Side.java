package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** One end of a {@link Conversation}: takes whatever comes, on as many connections as there are. */
final class Side {

  private static final Duration POLL = Duration.ofMillis(2);

  private final StringBuilder received = new StringBuilder();
  private volatile @Nullable Socket socket;
  private volatile boolean ended;

  /** Takes what comes on a connection, which is the one that is written to from now on. */
  void attach(Socket connection) {
    socket = connection;
    ended = false;
    Thread.ofVirtual().start(() -> read(connection));
  }

  /** Takes connections until the server is closed. */
  void accept(ServerSocket server) {
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              attach(server.accept());
            } catch (IOException closed) {
              return;
            }
          }
        });
  }

  String received() {
    synchronized (received) {
      return received.toString();
    }
  }

  boolean ended() {
    return ended;
  }

  void send(String bytes) throws IOException {
    current().getOutputStream().write(bytes.getBytes(ISO_8859_1));
    current().getOutputStream().flush();
  }

  void endOutput() throws IOException {
    current().shutdownOutput();
  }

  void close() throws IOException {
    Socket open = socket;
    if (open != null) {
      open.close();
    }
  }

  /** Waits, and says whether it has come true. */
  static boolean until(Callable<Boolean> condition) {
    try {
      await().pollInterval(POLL).atMost(Duration.ofSeconds(5)).until(condition);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private Socket current() throws IOException {
    Socket open = socket;
    if (open == null) {
      throw new IOException("no connection");
    }
    return open;
  }

  private void read(Socket connection) {
    byte[] bytes = new byte[1 << 16];
    try {
      for (int n = connection.getInputStream().read(bytes);
          n >= 0;
          n = connection.getInputStream().read(bytes)) {
        append(new String(bytes, 0, n, ISO_8859_1));
      }
      ended = true;
    } catch (IOException e) {
      if (!connection.isClosed()) {
        append("<" + e.getMessage() + ">");
      }
    }
  }

  private void append(String bytes) {
    synchronized (received) {
      received.append(bytes);
    }
  }
}
