package dev.httpsupgrade.operator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/** Answers the kubelet's probes: {@code /healthz} always, {@code /readyz} once wired. */
final class Health {

  private static final int PORT = 8080;
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final AtomicBoolean ready = new AtomicBoolean();

  private Health() {}

  /** Starts to listen on port 8080. */
  static Health serve() {
    var health = new Health();
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
      server.createContext("/healthz", exchange -> answer(exchange, true));
      server.createContext("/readyz", exchange -> answer(exchange, health.ready.get()));
      server.start();
      return health;
    } catch (IOException e) {
      throw new UncheckedIOException("can't listen on port " + PORT, e);
    }
  }

  void ready() {
    ready.set(true);
  }

  private static void answer(HttpExchange exchange, boolean well) throws IOException {
    byte[] body = (well ? "ok\n" : "not ready\n").getBytes(US_ASCII);
    exchange.sendResponseHeaders(well ? OK : UNAVAILABLE, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
