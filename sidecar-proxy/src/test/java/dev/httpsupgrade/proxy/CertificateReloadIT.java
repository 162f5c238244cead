package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateReloadIT {

  private static final Duration SOON = Duration.ofSeconds(5);

  @Test
  void newHandshakesGetTheNewLeafWhileOpenConnectionsGoOn() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var before = proxy.tls()) {
      assertThat(before.get("/").answer().status()).isEqualTo(200);
      proxy.files.write(CertificateDirectory.leaf("second"));
      await().atMost(SOON).until(() -> servedName(proxy).equals("CN=second"));
      assertThat(before.get("/").answer().status()).isEqualTo(200);
      assertThat(proxy.metric(reloads("success"))).isEqualTo(2);
      assertThat(proxy.metric("https_upgrade_certificate_not_after_seconds"))
          .isEqualTo((double) proxy.leaf().notAfter().getEpochSecond());
    }
  }

  @Test
  void aBrokenReloadKeepsTheLastGoodPairAndSaysSo() throws Exception {
    X509Bundle other = CertificateDirectory.leaf("other");
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app)) {
      proxy.files.write(other.getCertificatePathPEM(), "garbage");
      await().until(() -> proxy.metric(reloads("failure")) == 1);
      assertThat(servedName(proxy)).isEqualTo("CN=first");
      assertThat(proxy.leaf().error()).startsWith("tls.key: no private key");

      proxy.files.write(
          other.getCertificatePathPEM(), CertificateDirectory.leaf("x").getPrivateKeyPEM());
      await().until(() -> proxy.metric(reloads("failure")) == 2);
      assertThat(servedName(proxy)).isEqualTo("CN=first");
      assertThat(proxy.leaf().error()).isEqualTo("tls.key: not the key of the leaf in tls.crt");

      proxy.files.write(other);
      await().until(() -> servedName(proxy).equals("CN=other"));
      assertThat(proxy.leaf().error()).isNull();
    }
  }

  @Test
  void anExpiredLeafDoesNotReplaceAValidOne() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app)) {
      proxy.files.write(CertificateDirectory.leaf("late", Instant.now().minusSeconds(60)));
      await().until(() -> proxy.metric(reloads("failure")) == 1);
      assertThat(servedName(proxy)).isEqualTo("CN=first");
      assertThat(proxy.leaf().error()).startsWith("tls.crt: valid from ");
    }
  }

  @Test
  void withoutACertificatePlainIsServedAndTlsIsFromTheMomentItComes() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.builder().appPort(app.port()).certificate(null).start()) {
      try (var plain = proxy.plain();
          var tls = proxy.plain()) {
        assertThat(plain.get("/").answer().status()).isEqualTo(200);
        tls.send("\u0016\u0003\u0001");
        assertThat(tls.rest()).isEmpty();
      }
      assertThat(proxy.admin("/readyz", "").status()).isEqualTo(503);
      assertThat(proxy.admin("/readyz")).startsWith("tls.crt: missing in ");
      assertThat(proxy.admin("/healthz", "").status()).isEqualTo(200);
      proxy.files.write(CertificateDirectory.leaf("first"));
      await().until(() -> proxy.admin("/readyz", "").status() == 200);
      assertThat(servedName(proxy)).isEqualTo("CN=first");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anRsaPairIsServed(String version) throws Exception {
    X509Bundle rsa =
        new CertificateBuilder()
            .rsa2048()
            .subject("CN=rsa")
            .buildIssuedBy(CertificateDirectory.authority("CA"));
    try (var app = TestApp.ok();
        var proxy = TestProxy.builder().appPort(app.port()).certificate(rsa).start();
        var client = RawClient.tls(proxy.port, version)) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSessionIsResumedAcrossAReload(String version) throws Exception {
    SSLContext context = RawClient.context();
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app)) {
      long created;
      try (var client = RawClient.tls(proxy.port, context, version)) {
        client.get("/").answer();
        created = ((SSLSocket) client.socket).getSession().getCreationTime();
      }
      proxy.files.write(CertificateDirectory.leaf("second"));
      await().until(() -> servedName(proxy).equals("CN=second"));
      try (var client = RawClient.tls(proxy.port, context, version)) {
        assertThat(client.get("/").answer().status()).isEqualTo(200);
        assertThat(((SSLSocket) client.socket).getSession().getCreationTime()).isEqualTo(created);
      }
    }
  }

  @Test
  void noHandshakeFailsWhileCertificatesChange() throws Exception {
    X509Bundle[] pairs = {
      CertificateDirectory.leaf("first"), CertificateDirectory.leaf("second"),
    };
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var threads = Executors.newFixedThreadPool(4)) {
      Callable<Integer> client =
          () -> {
            int served = 0;
            for (int i = 0; i < 75; i++) {
              try (var connection = proxy.tls()) {
                served += connection.get("/").answer().status() == 200 ? 1 : 0;
              }
            }
            return served;
          };
      var clients = IntStream.range(0, 4).mapToObj(_ -> threads.submit(client)).toList();
      for (int i = 1; !clients.stream().allMatch(Future::isDone); i++) {
        double before = proxy.metric(reloads("success"));
        proxy.files.write(pairs[i % 2]);
        await().until(() -> proxy.metric(reloads("success")) > before);
      }
      for (Future<Integer> each : clients) {
        assertThat(each.get()).isEqualTo(75);
      }
      assertThat(proxy.failedHandshakes()).isEqualTo(0);
    }
  }

  private static String servedName(TestProxy proxy) throws Exception {
    try (var client = proxy.tls()) {
      return client.leaf().getSubjectX500Principal().getName();
    }
  }

  private static String reloads(String result) {
    return "https_upgrade_certificate_reloads_total{result=\"%s\"}".formatted(result);
  }
}
