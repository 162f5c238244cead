package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.httpsupgrade.sidecar.config.AccessLog;
import dev.httpsupgrade.sidecar.config.HttpConfig;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessLogIT {

  private static final AccessLog FULL = new AccessLog(AccessLog.Mode.FULL, 1);

  @Test
  void aRequestIsALineThatTellsWhatWasAskedAndNothingSecret() throws Exception {
    try (var app = TestApp.ok();
        var proxy = logging(app, FULL);
        var client = RawClient.tls(proxy.port, "TLSv1.3")) {
      client.send(
          """
          GET /cart?token=secret HTTP/1.1\r
          Host: shop\r
          User-Agent: "quoted"\r
          Authorization: Bearer secret\r
          Cookie: secret\r
          X-Request-Id: 7\r
          \r
          """);
      assertThat(client.answer().body()).isEqualTo("ok");
      JsonNode line = lines(proxy, 1).getFirst();
      assertThat(line.toString()).doesNotContain("secret");
      assertThat(Instant.parse(line.at("/time").asText()))
          .isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
      assertThat(text(line, "port", "scheme", "protocol", "method", "host", "path", "status"))
          .containsExactly("https", "https", "HTTP/1.1", "GET", "shop", "/cart", "200");
      assertThat(text(line, "client_address", "tls_version", "user_agent", "request_id"))
          .containsExactly("127.0.0.1", "TLSv1.3", "\"quoted\"", "7");
      assertThat(line.at("/tls_cipher").asText()).startsWith("TLS_");
      assertThat(line.at("/response_bytes").asInt())
          .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".length());
      assertThat(line.at("/request_bytes").asInt()).isGreaterThan(100);
      assertThat(line.at("/duration_ms").asDouble())
          .isGreaterThanOrEqualTo(line.at("/first_byte_ms").asDouble());
      assertThat(line.has("close_reason")).isFalse();
      String docs = Files.readString(Path.of("..", "docs", "access-log.md"));
      assertThat(line.fieldNames()).toIterable().allMatch(name -> docs.contains("`" + name + "`"));
    }
  }

  @Test
  void whatGoesWrongIsToldWithTheReason() throws Exception {
    try (var app = TestApp.start(TestApp.NOTHING);
        var proxy = logging(app, FULL)) {
      try (var client = proxy.plain()) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(400);
      }
      try (var client = proxy.plain()) {
        client.get("/gone");
        await().until(() -> app.heads.size() == 1);
        client.reset();
      }
      List<JsonNode> lines = lines(proxy, 2);
      assertThat(text(lines.get(0), "status", "close_reason", "path"))
          .containsExactly("400", "bad_request", "");
      assertThat(text(lines.get(1), "status", "close_reason", "path"))
          .containsExactly("", "client_aborted", "/gone");
    }
  }

  @Test
  void samplingKeepsOneInSoManyAndEachFailure() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              for (var head = connection.readHead(); head != null; head = connection.readHead()) {
                String status = head.startsWith("GET /failed ") ? "500 Failed" : "200 OK";
                connection.send("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
              }
            });
        var proxy = logging(app, new AccessLog(AccessLog.Mode.SAMPLED, 10));
        var client = proxy.plain()) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.get("/fine").answer().status()).isEqualTo(200);
      }
      assertThat(client.get("/failed").answer().status()).isEqualTo(500);
      List<JsonNode> lines = lines(proxy, 3);
      assertThat(lines)
          .extracting(line -> line.at("/path").asText())
          .containsExactly("/fine", "/fine", "/failed");
    }
  }

  @Test
  void itIsTurnedOnAndOffWhileRequestsCome() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      assertThat(client.get("/off").answer().status()).isEqualTo(200);
      reload(proxy, FULL);
      assertThat(client.get("/on").answer().status()).isEqualTo(200);
      assertThat(lines(proxy, 1).getFirst().at("/path").asText()).isEqualTo("/on");
      reload(proxy, AccessLog.OFF);
      assertThat(client.get("/off").answer().status()).isEqualTo(200);
      proxy.stop();
      assertThat(lines(proxy, 1)).hasSize(1);
    }
  }

  private static TestProxy logging(TestApp app, AccessLog settings) throws Exception {
    var proxy = TestProxy.to(app);
    reload(proxy, settings);
    return proxy;
  }

  private static void reload(TestProxy proxy, AccessLog settings) throws Exception {
    SidecarConfig config = proxy.config();
    double before = proxy.metric("https_upgrade_config_reloads_total{result=\"success\"}");
    proxy.write(
        new SidecarConfig(
            config.ports(),
            config.tls(),
            new HttpConfig(
                config.http().plain(),
                config.http().forwarding(),
                config.http().rewrite(),
                settings),
            config.limits(),
            config.admin(),
            config.logLevel()));
    await()
        .until(
            () -> proxy.metric("https_upgrade_config_reloads_total{result=\"success\"}") > before);
  }

  private static List<JsonNode> lines(TestProxy proxy, int count) throws Exception {
    await().until(() -> proxy.out.toString(UTF_8).lines().count() >= count);
    var mapper = new JsonMapper();
    var lines = new java.util.ArrayList<JsonNode>();
    for (String line : proxy.out.toString(UTF_8).lines().toList()) {
      lines.add(mapper.readTree(line));
    }
    return lines;
  }

  private static List<String> text(JsonNode line, String... names) {
    return java.util.Arrays.stream(names).map(name -> line.path(name).asText()).toList();
  }
}
