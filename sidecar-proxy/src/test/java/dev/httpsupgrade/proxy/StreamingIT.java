package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreamingIT {

  private static final long SIZE = 256L << 20;
  private static final int MOST_HELD = 32 << 20;

  @Test
  void aLargeAnswerStreamsToASlowReaderInBoundedMemory() throws Exception {
    var written = new AtomicLong();
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(SIZE));
              write(connection.out, written);
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.get("/").head();
      // While the client does not read, the app must come to a halt.
      long held = awaitHalt(written);
      assertThat(held).isLessThan(MOST_HELD);
      assertThat(usedDirectMemory()).isLessThan(MOST_HELD);
      client.in.skipNBytes(SIZE);
    }
  }

  @Test
  void aLargeRequestStreamsToASlowAppInBoundedMemory() throws Exception {
    var written = new AtomicLong();
    var go = new java.util.concurrent.CountDownLatch(1);
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              go.await();
              connection.in.skipNBytes(SIZE);
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(SIZE));
      Thread.ofVirtual()
          .start(() -> {
            try {
              write(client.out, written);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(awaitHalt(written)).isLessThan(MOST_HELD);
      assertThat(usedDirectMemory()).isLessThan(MOST_HELD);
      go.countDown();
      assertThat(client.answer().body()).isEqualTo("ok");
    }
  }

  @Test
  void anEventStreamArrivesEventByEvent() throws Exception {
    var next = new java.util.concurrent.SynchronousQueue<String>();
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) {
                connection.send("6\r\n" + next.take() + "\r\n");
              }
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.get("/").head();
      for (int i = 0; i < 5; i++) {
        next.put("data:" + i);
        assertThat(client.read(11)).isEqualTo("6\r\ndata:" + i + "\r\n");
      }
    }
  }

  private static void write(java.io.OutputStream out, AtomicLong written) throws IOException {
    byte[] block = new byte[1 << 16];
    for (long sent = 0; sent < SIZE; sent += block.length) {
      out.write(block);
      written.addAndGet(block.length);
    }
    out.flush();
  }

  /** The count when it has stopped to grow. */
  private static long awaitHalt(AtomicLong written) {
    var last = new AtomicLong(-1);
    await()
        .pollInterval(java.time.Duration.ofMillis(200))
        .until(() -> written.get() > 0 && written.get() == last.getAndSet(written.get()));
    return written.get();
  }

  private static long usedDirectMemory() {
    var metrics = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    return metrics.usedDirectMemory();
  }
}
