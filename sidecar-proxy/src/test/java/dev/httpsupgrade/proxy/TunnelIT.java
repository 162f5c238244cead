package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunnels whose bytes come in pieces of any size, both ways at a time, however they end. */
class TunnelIT {

  private static final int BYTES = 1_500_000;

  private static final String REQUEST =
      "GET /t HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: t\r\n\r\n";
  private static final String SWITCH =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: t\r\nConnection: Upgrade\r\n\r\n";

  private final CompletableFuture<byte[]> atApp = new CompletableFuture<>();

  @RepeatedTest(4)
  void eachDirectionEndsOnItsOwnAndLosesNothing(RepetitionInfo run) throws Exception {
    byte[] up = bytes(run.getCurrentRepetition());
    byte[] down = bytes(-run.getCurrentRepetition());
    // In turn the client and the app are the first to end.
    boolean clientFirst = run.getCurrentRepetition() % 2 == 0;
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(SWITCH);
              var received = reading(connection.in);
              if (clientFirst) {
                received.join();
              }
              writeInPieces(connection.out, down, down.length);
              connection.socket.shutdownOutput();
              atApp.complete(received.join());
            });
        var proxy = TestProxy.to(app);
        var client = proxy.plain()) {
      client.send(REQUEST).head();
      var received = reading(client.in);
      if (!clientFirst) {
        writeInPieces(client.out, up, up.length / 2);
        assertThat(received.join()).isEqualTo(down);
        client.out.write(up, up.length / 2, up.length - up.length / 2);
      } else {
        writeInPieces(client.out, up, up.length);
      }
      client.socket.shutdownOutput();
      assertThat(received.join()).isEqualTo(down);
      assertThat(atApp.join()).isEqualTo(up);
      await().until(() -> proxy.closedFor("tunnel_ended") == 1);
      assertThat(app.openConnections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothDirectionsAtATimeAreExactOverTlsToo(boolean tls) throws Exception {
    byte[] up = bytes(1);
    byte[] down = bytes(2);
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(SWITCH);
              var received =
                  CompletableFuture.supplyAsync(() -> read(connection.in, up.length), THREADS);
              writeInPieces(connection.out, down, down.length);
              atApp.complete(received.join());
            });
        var proxy = TestProxy.to(app);
        var client = tls ? proxy.tls() : proxy.plain()) {
      client.send(REQUEST).head();
      var received = CompletableFuture.supplyAsync(() -> read(client.in, down.length), THREADS);
      writeInPieces(client.out, up, up.length);
      assertThat(received.join()).isEqualTo(down);
      assertThat(atApp.join()).isEqualTo(up);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatBreaksOffIsSeenByTheApp(boolean tls) throws Exception {
    byte[] up = bytes(3);
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(SWITCH);
              byte[] begin = read(connection.in, up.length / 4);
              connection.in.transferTo(OutputStream.nullOutputStream());
              atApp.complete(begin);
            });
        var proxy = TestProxy.to(app);
        var client = tls ? proxy.tls() : proxy.plain()) {
      client.send(REQUEST).head();
      writeInPieces(client.out, up, up.length / 2);
      client.reset();
      await().until(() -> app.openConnections() == 0);
      await().until(() -> proxy.closedFor("tunnel_ended") == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAppThatBreaksOffNeverLooksLikeAnEnd(boolean tls) throws Exception {
    byte[] down = bytes(4);
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(SWITCH);
              writeInPieces(connection.out, down, down.length / 2);
              connection.in.read();
              connection.reset();
            });
        var proxy = TestProxy.to(app);
        var client = tls ? proxy.tls() : proxy.plain()) {
      client.send(REQUEST).head();
      assertThat(read(client.in, down.length / 2))
          .isEqualTo(java.util.Arrays.copyOf(down, down.length / 2));
      client.send("x");
      assertThatThrownBy(client::rest).isInstanceOf(IOException.class);
      await().until(() -> proxy.closedFor("tunnel_ended") == 1);
    }
  }

  private static final java.util.concurrent.Executor THREADS = Thread::startVirtualThread;

  private static CompletableFuture<byte[]> reading(InputStream in) {
    return CompletableFuture.supplyAsync(() -> read(in, Integer.MAX_VALUE), THREADS);
  }

  private static byte[] read(InputStream in, int length) {
    try {
      return in.readNBytes(length);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void writeInPieces(OutputStream out, byte[] bytes, int length) throws IOException {
    var random = new Random(length);
    int at = 0;
    while (at < length) {
      int most = random.nextInt(4) == 0 ? 100_000 : 600;
      int piece = Math.min(length - at, 1 + random.nextInt(most));
      out.write(bytes, at, piece);
      out.flush();
      at += piece;
    }
  }

  private static byte[] bytes(int seed) {
    byte[] bytes = new byte[BYTES];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
