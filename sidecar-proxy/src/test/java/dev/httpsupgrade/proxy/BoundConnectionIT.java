package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.proxy.upstream.UpstreamSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the app says about the connection to it, and who may use it after that. */
class BoundConnectionIT {

  private final AtomicInteger connections = new AtomicInteger();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Authorization: NTLM TlRMTVNTUAAB | X-None: 1",
        "Authorization: negotiate YII     | X-None: 1",
        "X-None: 1                        | WWW-Authenticate: NTLM",
        "X-None: 1                        | WWW-Authenticate: Basic realm=x, Negotiate"
      })
  void whoAuthenticatesAConnectionHasItAlone(String asked, String answered) throws Exception {
    try (var app = numbering("HTTP/1.1 200 OK\r\n" + answered + "\r\n");
        var proxy = TestProxy.to(app)) {
      try (var user = proxy.tls()) {
        String own = connectionOf(user, asked + "\r\n");
        for (int i = 0; i < 8; i++) {
          try (var other = proxy.plain()) {
            assertThat(connectionOf(other, "")).isNotEqualTo(own);
          }
        }
        assertThat(connectionOf(user, "")).isEqualTo(own);
        assertThat(connectionOf(user, "")).isEqualTo(own);
      }
    }
  }

  @Test
  void aBoundConnectionEndsWithItsClientAndAClientGetsAnotherWhenTheAppEndsIt() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              connection.readHead();
              connection.send(
                  "HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n");
              if (connections.incrementAndGet() > 1) {
                connection.readHead();
              }
            });
        var proxy = TestProxy.to(app)) {
      try (var user = proxy.tls()) {
        assertThat(user.get("/").answer().status()).isEqualTo(401);
        await().until(() -> app.openConnections() == 0);
        assertThat(
                user.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
                    .answer()
                    .status())
            .isEqualTo(401);
        assertThat(app.openConnections()).isEqualTo(1);
      }
      await().until(() -> app.openConnections() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic eDp5", "Bearer negotiate"})
  void otherCredentialsBindNothing(String credentials) throws Exception {
    try (var app = numbering("HTTP/1.1 200 OK\r\n");
        var proxy = TestProxy.to(app)) {
      var used = new HashSet<String>();
      for (int i = 0; i < 8; i++) {
        try (var client = proxy.tls()) {
          used.add(connectionOf(client, "Authorization: " + credentials + "\r\n"));
        }
      }
      // One for each event loop.
      assertThat(used.size()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void anAppThatSpeaksHttp10AndKeepsItsConnectionGetsTheNextRequestThere() throws Exception {
    try (var app = numbering("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n");
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      String first = connectionOf(client, "");
      assertThat(connectionOf(client, "")).isEqualTo(first);
    }
  }

  @Test
  void aConnectionIsKeptForLessTimeThanTheAppSays() throws Exception {
    var patient =
        new UpstreamSettings(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(60));
    try (var app = numbering("HTTP/1.1 200 OK\r\nKeep-Alive: max=9, timeout=1\r\n");
        var proxy = TestProxy.builder().appPort(app.port()).upstream(patient).start();
        var client = proxy.tls()) {
      connectionOf(client, "");
      await().until(() -> app.openConnections() == 0);
    }
  }

  private TestApp numbering(String head) throws Exception {
    return TestApp.start(connection -> {
      int number = connections.incrementAndGet();
      while (connection.readHead() != null) {
        connection.send(head + "X-Connection: " + number + "\r\nContent-Length: 0\r\n\r\n");
      }
    });
  }

  private static String connectionOf(RawClient client, String fields) throws Exception {
    var answer = client.send("GET / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n").answer();
    return String.valueOf(answer.field("X-Connection"));
  }
}
