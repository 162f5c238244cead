package dev.httpsupgrade.proxy.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.httpsupgrade.proxy.connection.AccessEntry;
import dev.httpsupgrade.proxy.connection.HttpVersion;
import dev.httpsupgrade.proxy.connection.Scheme;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AccessLogTest {

  private static final dev.httpsupgrade.sidecar.config.AccessLog FULL =
      new dev.httpsupgrade.sidecar.config.AccessLog(
          dev.httpsupgrade.sidecar.config.AccessLog.Mode.FULL, 1);

  @Test
  void aReaderThatDoesNotReadCostsLinesAndNotTime() throws Exception {
    var go = new CountDownLatch(1);
    var out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    var log = log(out);
    while (log.dropped() == 0) {
      log.tell(entry("GET / HTTP/1.1\r\n\r\n"));
    }
    go.countDown();
    await().until(() -> log.written() >= 1024);
    log.end();
  }

  @Test
  void whatWaitsIsWrittenAtTheEnd() throws Exception {
    var out = new ByteArrayOutputStream();
    var log = log(out);
    for (int i = 0; i < 100; i++) {
      log.tell(entry("GET / HTTP/1.1\r\n\r\n"));
    }
    log.end();
    assertThat(out.toString(UTF_8).lines().count()).isEqualTo(100);
  }

  @Test
  void aClientCanNotForgeALine() throws Exception {
    var out = new ByteArrayOutputStream();
    var log = log(out);
    log.tell(entry("GET /\" HTTP/1.1\r\nUser-Agent: x\"}\n{\"a\":\u0001\r\n\r\n"));
    log.end();
    String line = out.toString(UTF_8);
    assertThat(line.lines()).hasSize(1);
    var json = new JsonMapper().readTree(line);
    assertThat(json.at("/path").asText()).isEqualTo("/\"");
    assertThat(json.at("/user_agent").asText()).isEqualTo("x\"}\n{\"a\":\u0001");
  }

  private static AccessLog log(OutputStream out) {
    return new AccessLog(
        new AccessLog.Surroundings(Clock.systemUTC(), System::nanoTime, out), FULL);
  }

  private static AccessEntry entry(String head) {
    return new AccessEntry(
        new AccessEntry.Client("https", Scheme.HTTP, "192.0.2.1", null, null),
        new AccessEntry.Said(head, HttpVersion.HTTP_1_1, 200),
        new AccessEntry.Bytes(1, 2),
        new AccessEntry.Times(System.nanoTime(), 3, 4),
        null);
  }
}
