package dev.httpsupgrade.e2e.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One large body, up or down, every byte of which is compared where it arrives. */
final class Transfer implements Job {

  static final String HELP =
      """
        --up MIB       length of the request's body
        --down MIB     length of the answer's body, in place of --up
        --mibps N      how fast the side that reads does so, in MiB/s (default: as fast as it can)
      """;

  /** For one read: a slow app takes long until it answers. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Target target;
  private final long up;
  private final long down;
  private final int pace;
  private final Noise noise = new Noise();
  private volatile long right = -1;
  private volatile long nanos;

  private Transfer(Target target, long up, long down, int pace) {
    this.target = target;
    this.up = up;
    this.down = down;
    this.pace = pace;
  }

  static Transfer parse(List<String> line) {
    var arguments = Arguments.parse(line, "--up", "--down", "--mibps");
    return new Transfer(
        Target.of(arguments.onlyPositional("transfer: exactly one URL is needed")),
        (long) arguments.number("--up", 0) << 20,
        (long) arguments.number("--down", 0) << 20,
        arguments.number("--mibps", 0));
  }

  @Override
  public void run() throws IOException {
    long start = System.nanoTime();
    try (var connection =
        HttpConnection.open(
            target, target.address(), new TlsClient(TlsSettings.TRUSTING_ANYONE), LIMIT)) {
      right = up > 0 ? send(connection) : receive(connection);
    }
    nanos = System.nanoTime() - start;
  }

  private long send(HttpConnection connection) throws IOException {
    connection.write(
        "POST /noise?mibps=%d HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(pace, target.authority(), up)
            .getBytes(US_ASCII));
    noise.writeTo(connection.out(), up);
    return Long.parseLong(connection.reader().readResponse().body());
  }

  private long receive(HttpConnection connection) throws IOException {
    connection.write(
        "GET /noise?bytes=%d HTTP/1.1\r\nHost: %s\r\n\r\n"
            .formatted(down, target.authority())
            .getBytes(US_ASCII));
    HttpMessage head = connection.reader().readHead();
    if (head.status() != 200 || head.contentLength() != down) {
      throw new IOException("not the answer: " + head);
    }
    return noise.readFrom(connection.reader().body(), down, new Pace(pace));
  }

  @Override
  public Map<String, Object> report() {
    return Map.of("bytes", up + down, "right", right, "millis", nanos / 1_000_000);
  }
}
