package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** A client on a raw socket, so that it can send what no good client does. */
final class RawClient implements AutoCloseable {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** An answer as it came. */
  record Answer(String head, String body) {
    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }

    /** The one value of this field; null if there is none. */
    @Nullable String field(String name) {
      @Nullable String value = null;
      for (String line : head.split("\r\n", -1)) {
        if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
          if (value != null) {
            throw new AssertionError(name + " more than once in " + head);
          }
          value = line.substring(name.length() + 1).strip();
        }
      }
      return value;
    }
  }

  final Socket socket;
  final InputStream in;
  final OutputStream out;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    this.out = socket.getOutputStream();
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
  }

  static RawClient plain(int port) throws IOException {
    return new RawClient(new Socket(LOOPBACK, port));
  }

  static RawClient tls(int port, String... protocols) throws Exception {
    return tls(port, context(), protocols);
  }

  static RawClient tls(int port, SSLContext context, String... protocols) throws Exception {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(LOOPBACK, port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(20_000);
    socket.startHandshake();
    return new RawClient(socket);
  }

  /** Speaks TLS after these bytes. */
  static RawClient tlsAfter(int port, String first) throws Exception {
    Socket plain = new Socket(LOOPBACK, port);
    plain.getOutputStream().write(first.getBytes(ISO_8859_1));
    SSLSocket socket =
        (SSLSocket) context().getSocketFactory().createSocket(plain, "localhost", port, true);
    socket.setSoTimeout(20_000);
    socket.startHandshake();
    return new RawClient(socket);
  }

  /** Speaks TLS 1.3, a byte per packet. */
  static RawClient drippingTls(int port) throws Exception {
    Socket plain = new DrippingSocket();
    plain.connect(new InetSocketAddress(LOOPBACK, port));
    plain.setTcpNoDelay(true);
    SSLSocket socket =
        (SSLSocket) context().getSocketFactory().createSocket(plain, "localhost", port, true);
    socket.setEnabledProtocols(new String[] {"TLSv1.3"});
    socket.startHandshake();
    return new RawClient(socket);
  }

  static SSLContext context(KeyManager... keys) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {new TrustAll()}, new SecureRandom());
    return context;
  }

  X509Certificate leaf() throws Exception {
    return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
  }

  RawClient send(String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
    return this;
  }

  RawClient get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** The next head; 100 and the like are heads of their own. */
  String head() throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("after: " + head);
      }
      head.write(b);
    }
    return head.toString(ISO_8859_1);
  }

  /** The next answer with its body, by content length, raw chunks, or until the end. */
  Answer answer() throws IOException {
    var answer = new Answer(head(), "");
    String length = answer.field("Content-Length");
    if (length != null) {
      return new Answer(answer.head(), read(Integer.parseInt(length)));
    }
    return new Answer(answer.head(), answer.field("Transfer-Encoding") == null ? rest() : chunks());
  }

  String read(int bytes) throws IOException {
    byte[] read = in.readNBytes(bytes);
    if (read.length < bytes) {
      throw new EOFException("after: " + new String(read, ISO_8859_1));
    }
    return new String(read, ISO_8859_1);
  }

  /** All bytes until the end. */
  String rest() throws IOException {
    return new String(in.readAllBytes(), ISO_8859_1);
  }

  private String chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    while (!body.toString(ISO_8859_1).matches("(?s)(.*\r\n)?0\r\n(.+\r\n)*\r\n")) {
      body.write(read(1).getBytes(ISO_8859_1));
    }
    return body.toString(ISO_8859_1);
  }

  /** Ends the connection by a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static final class DrippingSocket extends Socket {
    @Override
    public OutputStream getOutputStream() throws IOException {
      OutputStream all = super.getOutputStream();
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          all.write(b);
        }
      };
    }
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
