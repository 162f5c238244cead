package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** An app that closes a connection just when it may be used again. */
class ReuseRaceIT {

  private static final int CLIENTS = 4;
  private static final int REQUESTS = 750;

  private final Set<String> posted = ConcurrentHashMap.newKeySet();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  @Test
  void aGetIsAlwaysAnsweredAndNoPostComesTwice() throws Exception {
    try (var app = TestApp.start(this::serve);
        var proxy = TestProxy.to(app)) {
      try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < CLIENTS; i++) {
          int client = i;
          var _ = clients.submit(() -> ask(proxy, client));
        }
      }
      assertThat(failures).isEmpty();
      // Connections were used again, and were closed.
      assertThat(app.connections.get()).isLessThan(app.heads.size());
      assertThat(app.connections.get()).isGreaterThan(REQUESTS);
      // Some under a request.
      assertThat(proxy.metric("https_upgrade_upstream_retries_total")).isPositive();
    }
  }

  private void serve(TestApp.Connection connection) throws Exception {
    var random = new Random(connection.socket.getPort());
    String head = connection.readHead();
    while (head != null) {
      if (head.startsWith("POST ") && !posted.add(head.substring(0, head.indexOf(" HTTP/")))) {
        failures.add("twice: " + head);
      }
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      if (random.nextInt(2) == 0) {
        for (int i = random.nextInt(200); i > 0; i--) {
          Thread.onSpinWait();
        }
        return;
      }
      head = connection.readHead();
    }
  }

  private void ask(TestProxy proxy, int number) {
    try (var client = proxy.tls()) {
      for (int i = 0; i < REQUESTS; i++) {
        int status = client.get("/").answer().status();
        if (status != 200) {
          failures.add("GET: " + status);
          return;
        }
        try (var poster = proxy.plain()) {
          String line = "POST /%d/%d HTTP/1.1\r\n".formatted(number, i);
          poster.send(line + "Host: x\r\nContent-Length: 0\r\n\r\n");
          int posted = poster.answer().status();
          if (posted != 200 && posted != 502) {
            failures.add("POST: " + posted);
          }
        }
      }
    } catch (Exception e) {
      failures.add(e.toString());
    }
  }
}
