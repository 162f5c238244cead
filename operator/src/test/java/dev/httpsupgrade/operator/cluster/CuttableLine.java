package dev.httpsupgrade.operator.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a server that can be cut, and mended: a port that passes bytes on. */
public final class CuttableLine implements AutoCloseable {

  private final InetSocketAddress server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ServerSocket entrance;
  private volatile boolean cut;

  /** The line to the server of that URL. */
  public CuttableLine(String url) {
    URI uri = URI.create(url);
    server = new InetSocketAddress(uri.getHost(), uri.getPort());
    try {
      entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** The URL at this end. */
  public String url() {
    return "https://127.0.0.1:" + entrance.getLocalPort();
  }

  /** Ends all connections, and new ones as soon as they come. */
  public void cut() {
    cut = true;
    open.forEach(CuttableLine::close);
    open.clear();
  }

  /** From now on connections get through. */
  public void mend() {
    cut = false;
  }

  @Override
  public void close() {
    cut();
    close(entrance);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = entrance.accept();
        if (cut) {
          close(client);
        } else {
          connect(client);
        }
      }
    } catch (IOException e) {
      // The end.
    }
  }

  private void connect(Socket client) throws IOException {
    var upstream = new Socket(server.getAddress(), server.getPort());
    open.add(client);
    open.add(upstream);
    Thread.ofVirtual().start(() -> pass(client, upstream));
    Thread.ofVirtual().start(() -> pass(upstream, client));
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side has left.
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
