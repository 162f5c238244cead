package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An app on a raw socket, so that it can do what no good server does. */
final class TestApp implements AutoCloseable {

  /** What the app does on one connection. */
  interface Behaviour {
    void serve(Connection connection) throws Exception;
  }

  /** Says nothing until the other side ends. */
  static final Behaviour NOTHING =
      connection -> {
        while (connection.readHead() != null) {}
      };

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  final List<String> heads = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();

  private TestApp(InetAddress address, int port, Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    this.server = new ServerSocket();
    server.bind(new InetSocketAddress(address, port), 1024);
    Thread.ofVirtual().start(this::accept);
  }

  static TestApp start(Behaviour behaviour) throws IOException {
    return startAt(0, behaviour);
  }

  static TestApp startAt(int port, Behaviour behaviour) throws IOException {
    return new TestApp(InetAddress.ofLiteral("127.0.0.1"), port, behaviour);
  }

  static TestApp startOnIpv6(Behaviour behaviour) throws IOException {
    return new TestApp(InetAddress.ofLiteral("::1"), 0, behaviour);
  }

  /** Answers each request with {@code answer}, keeping the connection. */
  static TestApp answering(String answer) throws IOException {
    return start(connection -> {
      while (connection.readHead() != null) {
        connection.send(answer);
      }
    });
  }

  static TestApp ok() throws IOException {
    return answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }

  int port() {
    return server.getLocalPort();
  }

  /** Head of the last request, as it came. */
  String lastHead() {
    return heads.getLast();
  }

  int openConnections() {
    return open.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      behaviour.serve(new Connection(socket));
    } catch (Exception ended) {
      // The other side has ended it, or the test has.
    } finally {
      open.remove(socket);
    }
  }

  /** One connection of the proxy's. */
  final class Connection {
    final Socket socket;
    final InputStream in;
    final OutputStream out;

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new java.io.BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    /** The next request's head, or null at the end. */
    @Nullable String readHead() throws IOException {
      var head = new ByteArrayOutputStream();
      while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        int b = in.read();
        if (b < 0) {
          return null;
        }
        head.write(b);
      }
      heads.add(head.toString(ISO_8859_1));
      return head.toString(ISO_8859_1);
    }

    String read(int bytes) throws IOException {
      return new String(in.readNBytes(bytes), ISO_8859_1);
    }

    void send(String text) throws IOException {
      out.write(text.getBytes(ISO_8859_1));
      out.flush();
    }

    /** Ends the connection by a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
