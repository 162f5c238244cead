package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that are far larger than all the memory there is; LARGE_BODY_MIB says how large. */
class LargeBodyIT {

  private static final long LENGTH =
      Long.parseLong(System.getenv().getOrDefault("LARGE_BODY_MIB", "64")) << 20;

  /** More than this on top of an idle sidecar would not fit a container of 96 MiB, in KiB. */
  private static final long MAX_GROWTH = 40 << 10;

  @ParameterizedTest(name = "{0} up, {1} down, chunked: {2}")
  @CsvSource({"1,0,false", "1,0,true", "0,1,false", "0,1,true"})
  void aBodyPassesInBoundedMemory(long up, long down, boolean chunked, TestReporter reporter)
      throws Exception {
    try (var app = new SoakApp();
        var sidecar = new SidecarProcess(app.port(), "-Xmx40m");
        var client = RawClient.tls(sidecar.port)) {
      exchange(client, 1, 1, chunked);
      long idle = sidecar.rss();
      exchange(client, up * LENGTH, down * LENGTH, chunked);
      reporter.publishEntry("RSS", "%d KiB idle, %d at most".formatted(idle, sidecar.peakRss()));
      assertThat(app.wrong).hasValue(0);
      assertThat(sidecar.peakRss() - idle).isLessThan(MAX_GROWTH);
    }
  }

  private static void exchange(RawClient client, long up, long down, boolean chunked)
      throws IOException {
    String head =
        "POST /%s?in=1,%d&out=2,%d HTTP/1.1\r\nHost: x\r\n"
            .formatted(chunked ? "chunked" : "length", up, down);
    if (chunked) {
      client.out.write((head + "Transfer-Encoding: chunked\r\n\r\n").getBytes(US_ASCII));
      ChunkedInput.write(new Noise(1, up), client.out);
      client.head();
      var chunks = new ChunkedInput(client.in);
      assertThat(new Noise(2, down).isReadFrom(chunks)).isTrue();
      chunks.end();
    } else {
      client.send(head + "Content-Length: " + up + "\r\n\r\n");
      new Noise(1, up).writeTo(client.out);
      client.head();
      assertThat(new Noise(2, down).isReadFrom(client.in)).isTrue();
    }
  }
}
