package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;

/** One client after another, each of which does something else, as the seed has it. */
final class SoakClient {

  /** What happens next on a connection. */
  enum Kind {
    LENGTH,
    CHUNKED,
    PIPELINED,
    LARGE,
    SLOW_WRITER,
    SLOW_READER,
    EVENTS,
    UPGRADE,
    LEAVE_IN_HEAD,
    LEAVE_IN_BODY,
    RESET_IN_BODY,
    RESET_IN_ANSWER
  }

  private static final Kind[] KINDS = Kind.values();
  private static final int SMALL = 20_000;
  private static final int LARGE = 3_000_000;

  private final SidecarProcess sidecar;
  private final SplittableRandom random;
  private final ConcurrentMap<Kind, Integer> done;

  /**
   * A client.
   *
   * @param done counts what was done, by kind
   */
  SoakClient(SidecarProcess sidecar, long seed, ConcurrentMap<Kind, Integer> done) {
    this.sidecar = sidecar;
    this.random = new SplittableRandom(seed);
    this.done = done;
  }

  /** One connection, from its first byte to its end. */
  void connect() throws Exception {
    boolean tls = random.nextInt(4) > 0;
    try (var client = tls ? RawClient.tls(sidecar.port) : RawClient.plain(sidecar.port)) {
      var kinds = new ArrayList<Kind>();
      try {
        boolean open = true;
        for (int i = random.nextInt(1, 12); i > 0 && open; i--) {
          kinds.add(KINDS[random.nextInt(KINDS.length)]);
          open = act(client, kinds.getLast());
          done.merge(kinds.getLast(), 1, Integer::sum);
        }
      } catch (IOException | AssertionError e) {
        throw new AssertionError((tls ? "TLS " : "plain ") + kinds, e);
      }
    }
  }

  /** Whether the connection is open after it. */
  private boolean act(RawClient client, Kind kind) throws IOException {
    switch (kind) {
      case LENGTH -> exchange(client, "length", SMALL, client.in, client.out);
      case CHUNKED -> exchange(client, "chunked", SMALL, client.in, client.out);
      case PIPELINED -> pipelined(client);
      case LARGE -> exchange(client, framing(), LARGE, client.in, client.out);
      case SLOW_WRITER -> exchange(client, framing(), SMALL, client.in, slow(client.out));
      case SLOW_READER -> exchange(client, framing(), LARGE, slow(client.in), client.out);
      case EVENTS -> {
        var out = send(client.out, "events", 0, SMALL);
        expect(client.head(), "200");
        check(out.isReadFrom(client.in) && client.in.read() < 0);
        return false;
      }
      case UPGRADE -> {
        upgrade(client);
        return false;
      }
      case LEAVE_IN_HEAD -> {
        client.send("GET /length?in=");
        return false;
      }
      case LEAVE_IN_BODY, RESET_IN_BODY -> {
        client.send(head("length", 1, 0, 2, 10) + "Content-Length: 100000\r\n\r\n");
        new Noise(1, 50_000).writeTo(client.out);
        leave(client, kind == Kind.RESET_IN_BODY);
        return false;
      }
      case RESET_IN_ANSWER -> {
        send(client.out, framing(), 0, LARGE);
        client.head();
        leave(client, true);
        return false;
      }
    }
    return true;
  }

  private void exchange(
      RawClient client, String framing, int most, InputStream in, OutputStream out)
      throws IOException {
    Noise answer = send(out, framing, random.nextInt(most), random.nextInt(most));
    readAnswer(client, in, answer);
  }

  private void pipelined(RawClient client) throws IOException {
    var answers = new Noise[random.nextInt(2, 6)];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = send(client.out, framing(), random.nextInt(100), random.nextInt(SMALL));
    }
    for (Noise answer : answers) {
      readAnswer(client, client.in, answer);
    }
  }

  /** Frames of any size, each awaited, so that both directions take turns. */
  private void upgrade(RawClient client) throws IOException {
    client.send(head("upgrade", 1, 0, 1, 0) + "Connection: Upgrade\r\nUpgrade: echo\r\n\r\n");
    expect(client.head(), "101");
    for (int i = 0; i < 20; i++) {
      long seed = random.nextLong(1L << 40);
      int length = random.nextInt(1, SMALL);
      new Noise(seed, length).writeTo(client.out);
      check(new Noise(seed, length).isReadFrom(client.in));
    }
  }

  /** Sends a request with a body, and tells the body of the answer. */
  private Noise send(OutputStream out, String framing, long in, long length) throws IOException {
    long inSeed = random.nextLong(1L << 40);
    long outSeed = random.nextLong(1L << 40);
    String head = head(framing, inSeed, in, outSeed, length);
    var body = new Noise(inSeed, in);
    if (random.nextBoolean()) {
      out.write((head + "Content-Length: " + in + "\r\n\r\n").getBytes(US_ASCII));
      body.writeTo(out);
    } else {
      out.write((head + "Transfer-Encoding: chunked\r\n\r\n").getBytes(US_ASCII));
      ChunkedInput.write(body, out);
    }
    return new Noise(outSeed, length);
  }

  private static void readAnswer(RawClient client, InputStream in, Noise body) throws IOException {
    String head = client.head();
    expect(head, "200");
    if (head.contains("\r\nTransfer-Encoding: chunked\r\n")) {
      var chunks = new ChunkedInput(in);
      check(body.isReadFrom(chunks));
      chunks.end();
    } else {
      check(body.isReadFrom(in));
    }
  }

  private String framing() {
    return random.nextBoolean() ? "length" : "chunked";
  }

  private static String head(String framing, long inSeed, long in, long outSeed, long out) {
    return "POST /%s?in=%d,%d&out=%d,%d HTTP/1.1\r\nHost: x\r\n"
        .formatted(framing, inSeed, in, outSeed, out);
  }

  private static void leave(RawClient client, boolean reset) throws IOException {
    if (reset) {
      client.socket.setSoLinger(true, 0);
    }
    client.socket.close();
  }

  private static OutputStream slow(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        for (int at = from; at < from + length; at += 1000) {
          out.write(bytes, at, Math.min(1000, from + length - at));
          LockSupport.parkNanos(1_000_000);
        }
      }
    };
  }

  private static InputStream slow(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        LockSupport.parkNanos(200_000);
        return super.read(bytes, from, Math.min(length, 5000));
      }
    };
  }

  private static void expect(String head, String status) {
    if (!head.startsWith("HTTP/1.1 " + status)) {
      throw new AssertionError(head);
    }
  }

  private static void check(boolean same) {
    if (!same) {
      throw new AssertionError("wrong bytes");
    }
  }
}
