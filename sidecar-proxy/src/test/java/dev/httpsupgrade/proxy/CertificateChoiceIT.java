package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.proxy.tls.HandshakeFailure;
import dev.httpsupgrade.sidecar.config.ClientAuth;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.TlsAlgorithms;
import dev.httpsupgrade.sidecar.config.TlsConfig;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateChoiceIT {

  @TempDir static Path directory;

  private static X509Bundle authority;
  private static CertificateDirectory rsa;
  private static CertificateDirectory wildcard;
  private static CertificateDirectory other;
  private static TestApp app;
  private static TestProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    authority = CertificateDirectory.authority("CA");
    rsa = directory("rsa", TestPki.leaf(authority, true, "shop.test"));
    wildcard = directory("wildcard", TestPki.leaf(authority, false, "*.shop.test"));
    other = directory("other", TestPki.leaf(authority, true, "other.test"));
    app = TestApp.ok();
    proxy =
        TestProxy.builder()
            .appPort(app.port())
            .certificate(TestPki.leaf(authority, false, "shop.test"))
            .start();
    proxy.write(withDirectories(rsa, wildcard, other));
    await().until(() -> proxy.metric(reloads("config", "success")) == 1);
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
    app.close();
  }

  @ParameterizedTest
  @CsvSource({
    "-servername shop.test                                                  , ec-shop.test",
    "-noservername                                                          , ec-shop.test",
    "-servername unknown.test                                               , ec-shop.test",
    "-servername api.shop.test                                              , ec-any.shop.test",
    "-servername a.api.shop.test                                            , ec-shop.test",
    "-servername other.test                                                 , rsa-other.test",
    "-servername shop.test -tls1_2                                          , ec-shop.test",
    "-servername shop.test -tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256      , rsa-shop.test",
    "-servername shop.test -sigalgs RSA-PSS+SHA256:RSA+SHA256               , rsa-shop.test",
    "-servername shop.test -tls1_2 -sigalgs RSA-PSS+SHA256:RSA+SHA256       , rsa-shop.test",
    "-servername shop.test -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256, ec-shop.test",
  })
  void theClientGetsWhatItAsksForAndUnderstands(String options, String name) throws Exception {
    String printed = OpenSsl.client(proxy.port, options.split(" ", -1));
    assertThat(printed).contains("subject=CN = " + name + "\n").contains("HTTP/1.1 200 OK");
  }

  @Test
  void aClientThatUnderstandsNoCertificateForTheNameIsRefusedForThat() throws Exception {
    double before = proxy.failedHandshakes(HandshakeFailure.NO_SHARED_CIPHER);
    OpenSsl.client(
        proxy.port,
        "-servername",
        "api.shop.test",
        "-tls1_2",
        "-cipher",
        "ECDHE-RSA-AES128-GCM-SHA256");
    await().until(() -> proxy.failedHandshakes(HandshakeFailure.NO_SHARED_CIPHER) == before + 1);
    double signatures = proxy.failedHandshakes(HandshakeFailure.NO_SHARED_SIGNATURE);
    OpenSsl.client(
        proxy.port, "-servername", "api.shop.test", "-tls1_3", "-sigalgs", "RSA-PSS+SHA256");
    await()
        .until(
            () -> proxy.failedHandshakes(HandshakeFailure.NO_SHARED_SIGNATURE) == signatures + 1);
  }

  @Test
  void aBadDirectoryKeepsItsLastGoodAndNoneOfTheOthersBack() throws Exception {
    wildcard.write("garbage", "garbage");
    await().until(() -> proxy.leaf().error() != null);
    assertThat(proxy.leaf().error())
        .isEqualTo(wildcard.path() + ": tls.crt: no certificate (expected: PEM)");
    X509Bundle renewed = TestPki.leaf(authority, true, "other.test", "renewed.test");
    other.write(renewed);
    await().until(() -> served("renewed.test").equals("rsa-other.test"));
    assertThat(served("api.shop.test")).isEqualTo("ec-any.shop.test");
    wildcard.write(TestPki.leaf(authority, true, "*.shop.test"));
    await().until(() -> served("api.shop.test").equals("rsa-any.shop.test"));
    assertThat(proxy.leaf().error()).isNull();
    wildcard.write(TestPki.leaf(authority, false, "*.shop.test"));
    await().until(() -> served("api.shop.test").equals("ec-any.shop.test"));
  }

  @Test
  void theDefaultDirectoryMovesWhileConnectionsAreOpen() throws Exception {
    try (var before = proxy.tls()) {
      double applied = proxy.metric(reloads("config", "success"));
      X509Bundle moved = TestPki.leaf(authority, false, "moved.test");
      SidecarConfig config = proxy.config();
      proxy.write(
          new SidecarConfig(
              config.ports(),
              new TlsConfig(
                  directory("moved", moved).path().toString(),
                  TlsVersion.TLS_1_2,
                  List.of(rsa.path().toString()),
                  TlsAlgorithms.DEFAULT,
                  ClientAuth.NONE),
              config.http(),
              config.limits(),
              config.admin(),
              config.logLevel()));
      await().until(() -> proxy.metric(reloads("config", "success")) == applied + 1);
      assertThat(served("unknown.test")).isEqualTo("ec-moved.test");
      assertThat(served("shop.test")).isEqualTo("rsa-shop.test");
      assertThat(before.get("/").answer().status()).isEqualTo(200);
      proxy.write(withDirectories(rsa, wildcard, other));
      await().until(() -> proxy.metric(reloads("config", "success")) == applied + 2);
      assertThat(served("unknown.test")).isEqualTo("ec-shop.test");
    }
  }

  @Test
  void aDirectoryWithNothingToServeIsRefused() throws Exception {
    double refused = proxy.metric(reloads("config", "failure"));
    SidecarConfig config = proxy.config();
    Path empty = Files.createDirectories(directory.resolve("empty"));
    proxy.write(
        new SidecarConfig(
            config.ports(),
            new TlsConfig(empty.toString(), TlsVersion.TLS_1_2),
            config.http(),
            config.limits(),
            config.admin(),
            config.logLevel()));
    await().until(() -> proxy.metric(reloads("config", "failure")) == refused + 1);
    assertThat(proxy.proxy.status().configuration().error())
        .isEqualTo("tls.directory: %s (tls.crt: missing in %s)".formatted(empty, empty));
    assertThat(served("shop.test")).isEqualTo("ec-shop.test");
    proxy.write(withDirectories(rsa, wildcard, other));
    await().until(() -> proxy.proxy.status().configuration().error() == null);
  }

  @Test
  void anOcspAnswerIsStapledForWhoeverAsksAndDroppedWhenItIsBad() throws Exception {
    X509Bundle leaf = TestPki.leaf(authority, false, "stapled.test");
    Path plain = Files.createDirectories(directory.resolve("stapled"));
    Files.writeString(plain.resolve("tls.crt"), leaf.getCertificatePathPEM());
    Files.writeString(plain.resolve("tls.key"), leaf.getPrivateKeyPEM());
    double applied = proxy.metric(reloads("config", "success"));
    proxy.write(withDirectories(rsa, wildcard, other, new CertificateDirectory(plain)));
    await().until(() -> proxy.metric(reloads("config", "success")) == applied + 1);
    assertThat(status("-tls1_3")).contains("OCSP response: no response sent");

    Instant now = Instant.now();
    Files.write(
        plain.resolve("ocsp.der"),
        TestPki.ocsp(authority, leaf.getCertificate(), null, now, now.plusSeconds(3600)));
    await().until(() -> status("-tls1_3").contains("OCSP Response Status: successful"));
    assertThat(status("-tls1_2")).contains("Cert Status: good");
    assertThat(OpenSsl.client(proxy.port, "-servername", "stapled.test"))
        .doesNotContain("OCSP Response Data");

    Files.writeString(plain.resolve("ocsp.der"), "garbage");
    await().until(() -> status("-tls1_3").contains("OCSP response: no response sent"));
    proxy.write(withDirectories(rsa, wildcard, other));
    await().until(() -> proxy.metric(reloads("config", "success")) == applied + 2);
  }

  private static String status(String version) throws Exception {
    return OpenSsl.client(proxy.port, "-servername", "stapled.test", "-status", version);
  }

  private static String served(String name) throws Exception {
    String printed = OpenSsl.client(proxy.port, "-servername", name);
    int start = printed.indexOf("subject=CN = ") + "subject=CN = ".length();
    return printed.substring(start, printed.indexOf('\n', start));
  }

  private static SidecarConfig withDirectories(CertificateDirectory... more) {
    SidecarConfig config = proxy.config();
    return new SidecarConfig(
        config.ports(),
        new TlsConfig(
            config.tls().directory(),
            TlsVersion.TLS_1_2,
            Stream.of(more).map(each -> each.path().toString()).toList(),
            TlsAlgorithms.DEFAULT,
            ClientAuth.NONE),
        config.http(),
        config.limits(),
        config.admin(),
        config.logLevel());
  }

  private static CertificateDirectory directory(String name, X509Bundle pair) throws Exception {
    var files = new CertificateDirectory(Files.createDirectories(directory.resolve(name)));
    files.write(pair);
    return files;
  }

  private static String reloads(String of, String result) {
    return "https_upgrade_%s_reloads_total{result=\"%s\"}".formatted(of, result);
  }
}
