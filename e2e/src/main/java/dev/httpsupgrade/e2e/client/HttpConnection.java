package dev.httpsupgrade.e2e.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection to a server, over TLS or not. */
final class HttpConnection implements AutoCloseable {

  private final Socket socket;
  private final HttpReader reader;
  private final long openedNanos = System.nanoTime();

  private HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.reader = new HttpReader(socket.getInputStream());
  }

  /**
   * Connects, and completes the TLS handshake if the target wants one.
   *
   * @param address where to connect to, which may differ from the target's own host and port
   * @param limit for the connect, for the handshake and for each read
   */
  static HttpConnection open(
      Target target, InetSocketAddress address, TlsClient tls, Duration limit) throws IOException {
    var socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) limit.toMillis());
      socket.connect(address, (int) limit.toMillis());
      return new HttpConnection(target.tls() ? tls.handshake(socket, target) : socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  HttpMessage send(HttpRequest request) throws IOException {
    write(request.encoded());
    return reader.readResponse();
  }

  /** Sends bytes whose answer, if any, is read later. */
  void write(byte[] bytes) throws IOException {
    out().write(bytes);
    out().flush();
  }

  OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  HttpReader reader() {
    return reader;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - openedNanos);
  }

  /** The protocol that was agreed on, null without TLS. */
  @Nullable String protocol() {
    return socket instanceof SSLSocket tls ? tls.getSession().getProtocol() : null;
  }

  /** The certificate that the server showed, null without TLS. */
  @Nullable X509Certificate leaf() throws IOException {
    return socket instanceof SSLSocket tls
        ? (X509Certificate) tls.getSession().getPeerCertificates()[0]
        : null;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // It is gone, which is what was wanted.
    }
  }
}
