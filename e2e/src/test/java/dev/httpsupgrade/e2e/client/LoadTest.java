package dev.httpsupgrade.e2e.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LoadTest {

  private static final long WARM_UP = 100;

  private final Set<InetSocketAddress> plainConnections = ConcurrentHashMap.newKeySet();
  private volatile int status = 200;
  private HttpServer plain;
  private HttpsServer https;
  private X509Bundle bundle;

  @BeforeEach
  void startServers() throws Exception {
    bundle =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    plain = HttpServer.create(loopback, 0);
    plain.createContext("/", this::countAndEcho);
    plain.start();
    https = HttpsServer.create(loopback, 0);
    var context = SSLContext.getInstance("TLS");
    context.init(bundle.toKeyManagerFactory().getKeyManagers(), null, null);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    https.createContext("/", this::echo);
    https.start();
  }

  @AfterEach
  void stopServers() {
    plain.stop(0);
    https.stop(0);
  }

  @Test
  void sendsAtItsRateHalfOnNewConnections() throws InterruptedException {
    // Given
    var load = load();

    // When
    load.start();
    load.awaitEnd();
    Map<String, Object> report = load.stop();

    // Then
    assertThat(report).containsEntry("failed", 0L).containsEntry("sent", WARM_UP + 200);
    assertThat(report.get("okByKind")).isEqualTo(Map.of("plain new", 150L, "plain reused", 150L));
    assertThat(plainConnections).hasSizeBetween(151, 170);
  }

  @Test
  void sharesTheRateWithHttpsWhileThatTakesPart() throws InterruptedException {
    // Given
    var load = load();

    // When
    load.joinHttps(bundle.getCertificatePEM());
    load.start();
    load.awaitEnd();
    Map<String, Object> report = load.stop();

    // Then
    assertThat(report).containsEntry("failed", 0L).containsEntry("sent", 2 * WARM_UP + 200);
    assertThat(report.get("okByKind"))
        .isEqualTo(
            Map.of(
                "plain new", 100L, "plain reused", 100L, "https new", 100L, "https reused", 100L));
  }

  @Test
  void countsEveryFailureAndNamesItsCause() throws InterruptedException {
    // Given
    var load = load();
    status = 503;

    // When
    load.start();
    load.awaitEnd();
    Map<String, Object> report = load.stop();

    // Then
    assertThat(report).containsEntry("failed", WARM_UP + 200).containsEntry("ok", 0L);
    assertThat((List<?>) report.get("failures"))
        .hasSize(300)
        .allSatisfy(failure -> assertThat(failure.toString()).contains("status 503"));
  }

  private Load load() {
    return new Load(
        LoadSettings.parse(
            List.of(
                "--plain",
                "http://localhost:%d/get".formatted(plain.getAddress().getPort()),
                "--https",
                "https://localhost:%d/get".formatted(https.getAddress().getPort()),
                "--seconds",
                "1")));
  }

  private void countAndEcho(HttpExchange exchange) throws IOException {
    plainConnections.add(exchange.getRemoteAddress());
    echo(exchange);
  }

  private void echo(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestURI().toString().getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
