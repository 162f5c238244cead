package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyingIT {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void tlsAndPlainAreServedOnOnePort() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var tls = proxy.tls();
        var plain = proxy.plain()) {
      assertThat(tls.get("/").answer().body()).isEqualTo("ok");
      assertThat(plain.get("/").answer().body()).isEqualTo("ok");
      assertThat(((SSLSocket) tls.socket).getApplicationProtocol()).isEqualTo("http/1.1");
      assertThat(proxy.metric(requests("https", "2xx"))).isEqualTo(1);
      assertThat(proxy.metric(requests("http", "2xx"))).isEqualTo(1);
      assertThat(proxy.metric(open("https"))).isEqualTo(1);
      assertThat(proxy.metric(open("http"))).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothProtocolVersionsAreServed(String version) throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = RawClient.tls(proxy.port, version)) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      assertThat(((SSLSocket) client.socket).getSession().getProtocol()).isEqualTo(version);
    }
  }

  @Test
  void aConnectionServesManyRequestsAndTheAppSeesOneConnection() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.get("/" + i).answer().body()).isEqualTo("ok");
      }
      assertThat(app.connections).hasValue(1);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              for (String head = connection.readHead();
                  head != null;
                  head = connection.readHead()) {
                String path = head.split(" ", -1)[1];
                connection.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(path.length(), path));
              }
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      var requests = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      client.send(requests.toString());
      for (int i = 0; i < 100; i++) {
        assertThat(client.answer().body()).isEqualTo("/" + i);
      }
    }
  }

  @Test
  void aHeadThatDripsInIsOneRequest() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      for (char c : "\r\nGET /drip HTTP/1.1\r\nHost: x\r\n\r\n".toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.answer().body()).isEqualTo("ok");
      assertThat(app.lastHead()).startsWith("GET /drip HTTP/1.1\r\nHost: x\r\n");
    }
  }

  @Test
  void orderAndCaseOfFieldsAreKeptBothWays() throws Exception {
    try (var app =
            TestApp.answering(
                "HTTP/1.1 299 My  Reason\r\nx-ONE: 1\r\nX-two:2\r\nContent-LENGTH: 0\r\n\r\n");
        var proxy = TestProxy.to(app);
        var client = proxy.plain()) {
      client.send("GET / HTTP/1.1\r\nb-B: 2\r\nHOST: x\r\nA-a:  1 \r\ncookie: y\r\n\r\n");
      assertThat(client.answer().head())
          .isEqualTo("HTTP/1.1 299 My  Reason\r\nx-ONE: 1\r\nX-two:2\r\nContent-LENGTH: 0\r\n\r\n");
      assertThat(app.lastHead())
          .isEqualTo("GET / HTTP/1.1\r\nb-B: 2\r\nHOST: x\r\nA-a:  1 \r\ncookie: y\r\n\r\n");
    }
  }

  @Test
  void requestBodiesPassByLengthAndByChunks() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              String head = connection.readHead();
              while (head != null) {
                String body = connection.read(head.contains("chunked") ? 27 : 5);
                connection.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(body.length(), body));
                head = connection.readHead();
              }
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.answer().body()).isEqualTo("hello");
      client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("5;a=b\r\nhel").send("lo\r\n0\r\nx-t: 1\r\n").send("\r\n");
      assertThat(client.answer().body()).isEqualTo("5;a=b\r\nhello\r\n0\r\nx-t: 1\r\n\r\n");
    }
  }

  @Test
  void http10WithAndWithoutHostIsServedAndClosed() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app)) {
      for (String host : new String[] {"", "Host: x\r\n"}) {
        try (var client = proxy.tls()) {
          client.send("GET / HTTP/1.0\r\n" + host + "\r\n");
          var answer = client.answer();
          assertThat(answer.body()).isEqualTo("ok");
          assertThat(answer.field("Connection")).isEqualTo("close");
          assertThat(client.rest()).isEmpty();
          assertThat(app.lastHead()).startsWith("GET / HTTP/1.0\r\n" + host);
        }
      }
    }
  }

  @Test
  void http10CanKeepItsConnection() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      for (int i = 0; i < 3; i++) {
        client.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
        assertThat(client.answer().field("Connection")).isEqualTo("keep-alive");
      }
    }
  }

  @Test
  void hopByHopFieldsEndHereInBothDirections() throws Exception {
    try (var app =
            TestApp.answering(
                """
                HTTP/1.1 200 OK\r
                Connection: keep-alive, X-Hop\r
                Keep-Alive: timeout=5\r
                X-Hop: 1\r
                X-End: 2\r
                Content-Length: 0\r
                \r
                """);
        var proxy = TestProxy.to(app);
        var client = proxy.plain()) {
      client.send(
          """
          GET / HTTP/1.1\r
          Host: x\r
          Connection: keep-alive, x-mine, Host, Content-Length\r
          X-Mine: 1\r
          Keep-Alive: 5\r
          Proxy-Connection: x\r
          TE: gzip\r
          Upgrade: y\r
          Content-Length: 0\r
          X-Last: 3\r
          \r
          """);
      assertThat(client.answer().head())
          .isEqualTo("HTTP/1.1 200 OK\r\nX-End: 2\r\nContent-Length: 0\r\n\r\n");
      assertThat(app.lastHead())
          .isEqualTo("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nX-Last: 3\r\n\r\n");
    }
  }

  @Test
  void anAppOnIpv6LoopbackAloneIsFound() throws Exception {
    try (var app =
            TestApp.startOnIpv6(connection -> {
              connection.readHead();
              connection.send(OK);
            });
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      assertThat(client.get("/").answer().body()).isEqualTo("ok");
    }
  }

  private static String requests(String scheme, String code) {
    return "https_upgrade_requests_total{code=\"%s\",port=\"https\",scheme=\"%s\"}"
        .formatted(code, scheme);
  }

  private static String open(String scheme) {
    return "https_upgrade_open_connections{port=\"https\",scheme=\"%s\"}".formatted(scheme);
  }
}
