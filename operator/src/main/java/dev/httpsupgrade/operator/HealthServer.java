package dev.httpsupgrade.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers the kubelet's probes: a line for each obstacle, or ok. */
final class HealthServer implements AutoCloseable {

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;

  private HealthServer(HttpServer server) {
    this.server = server;
  }

  /** Starts to listen on that port of every address; 0 is any. */
  static HealthServer listen(int port) {
    try {
      var server = HttpServer.create(new InetSocketAddress(port), 0);
      // One that waits for the API server must not hold up the others.
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return new HealthServer(server);
    } catch (IOException e) {
      throw new UncheckedIOException("can't listen on port " + port, e);
    }
  }

  /** Answers {@code path} with 503 as long as there are obstacles. */
  HealthServer probe(String path, Supplier<List<String>> obstacles) {
    server.createContext(
        path,
        exchange -> {
          List<String> lines = obstacles.get();
          answer(
              exchange,
              lines.isEmpty() ? OK : UNAVAILABLE,
              lines.isEmpty() ? "ok\n" : String.join("\n", lines) + "\n");
        });
    return this;
  }

  /** Answers {@code path} with a text. */
  HealthServer page(String path, Supplier<String> text) {
    server.createContext(path, exchange -> answer(exchange, OK, text.get()));
    return this;
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
