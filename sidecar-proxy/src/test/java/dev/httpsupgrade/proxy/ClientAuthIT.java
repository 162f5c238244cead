package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.proxy.config.Sha256;
import dev.httpsupgrade.proxy.tls.HandshakeFailure;
import dev.httpsupgrade.sidecar.config.ClientAuth;
import dev.httpsupgrade.sidecar.config.ClientAuth.Mode;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.TlsAlgorithms;
import dev.httpsupgrade.sidecar.config.TlsConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAuthIT {

  @TempDir Path directory;

  private X509Bundle authority;
  private X509Bundle client;
  private CertificateDirectory trust;
  private TestApp app;
  private TestProxy proxy;

  @BeforeEach
  void start() throws Exception {
    authority = CertificateDirectory.authority("client CA");
    client = client("client", authority);
    trust = new CertificateDirectory(directory);
    app = TestApp.ok();
    proxy = TestProxy.to(app);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    app.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void requiredMeansThatOnlyTrustedClientsAreServed(String version) throws Exception {
    trust(Mode.REQUIRED, authority.getCertificatePEM());
    assertThat(status(client, version)).isEqualTo(200);
    assertRefused(HandshakeFailure.CLIENT_CERTIFICATE_MISSING, null, version);
    assertRefused(
        HandshakeFailure.CLIENT_CERTIFICATE_UNTRUSTED,
        client("stranger", CertificateDirectory.authority("stranger")),
        version);
    assertRefused(
        HandshakeFailure.CLIENT_CERTIFICATE_EXPIRED,
        builder("late").notAfter(Instant.now().minusSeconds(60)).buildIssuedBy(authority),
        version);
  }

  @Test
  void theStatusTellsWhichCasAreUsed() throws Exception {
    assertThat(proxy.proxy.status().configuration().clientTrust()).isNull();
    trust(Mode.REQUIRED, authority.getCertificatePEM());
    assertThat(proxy.proxy.status().configuration().clientTrust())
        .isEqualTo(Sha256.hex(authority.getCertificatePEM().getBytes(US_ASCII)));
  }

  @Test
  void optionalMeansThatOneThatIsShownMustBeTrusted() throws Exception {
    trust(Mode.OPTIONAL, authority.getCertificatePEM());
    assertThat(status(client, "TLSv1.3")).isEqualTo(200);
    assertThat(status(null, "TLSv1.3")).isEqualTo(200);
    assertRefused(
        HandshakeFailure.CLIENT_CERTIFICATE_UNTRUSTED,
        client("stranger", CertificateDirectory.authority("stranger")),
        "TLSv1.3");
  }

  @Test
  void clientsAreToldWhichCasAreTrusted() throws Exception {
    trust(Mode.REQUIRED, authority.getCertificatePEM());
    assertThat(OpenSsl.client(proxy.port))
        .contains("Acceptable client certificate CA names\nCN = client CA\n");
  }

  @Test
  void aRevokedClientIsTurnedAwayFromTheMomentTheListSaysSo() throws Exception {
    trust(Mode.REQUIRED, authority.getCertificatePEM());
    X509Bundle other = client("other", authority);
    try (var idle = connect(client, "TLSv1.3");
        var innocent = connect(other, "TLSv1.3")) {
      assertThat(idle.get("/").answer().status()).isEqualTo(200);
      assertThat(innocent.get("/").answer().status()).isEqualTo(200);
      trust.replace(
          "ca.crl",
          TestPki.revocationList(
              authority, Instant.now().plusSeconds(3600), client.getCertificate()));
      assertThat(idle.rest()).isEmpty();
      await().until(() -> proxy.closedFor("client_untrusted") == 1);
      assertThat(innocent.get("/").answer().status()).isEqualTo(200);
    }
    assertRefused(HandshakeFailure.CLIENT_CERTIFICATE_REVOKED, client, "TLSv1.3");
    assertThat(status(other, "TLSv1.3")).isEqualTo(200);
  }

  @Test
  void aRequestInFlightIsAnsweredBeforeItsUntrustedConnectionEnds() throws Exception {
    trust(Mode.REQUIRED, authority.getCertificatePEM());
    try (var busy = connect(client, "TLSv1.3")) {
      busy.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbo");
      double reloads = reloads("success");
      trust.replace("ca.crt", CertificateDirectory.authority("next").getCertificatePEM());
      await().until(() -> reloads("success") == reloads + 1);
      assertThat(busy.send("dy").answer().status()).isEqualTo(200);
      assertThat(busy.rest()).isEmpty();
    }
    await().until(() -> proxy.closedFor("client_untrusted") == 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSessionIsResumedUnderTheSameTrustAndNotUnderAnother(String version) throws Exception {
    X509Bundle second = CertificateDirectory.authority("second CA");
    trust(Mode.REQUIRED, authority.getCertificatePEM());
    SSLContext context = RawClient.context(new ForcedIdentity(client));
    long created = session(context, version);
    assertThat(session(context, version)).isEqualTo(created);

    double reloads = reloads("success");
    trust.replace("ca.crt", authority.getCertificatePEM() + second.getCertificatePEM());
    await().until(() -> reloads("success") == reloads + 1);
    assertThat(session(context, version)).isNotEqualTo(created);

    trust.replace("ca.crt", second.getCertificatePEM());
    await().until(() -> reloads("success") == reloads + 2);
    assertThatThrownBy(() -> session(context, version)).isInstanceOf(IOException.class);
  }

  @Test
  void aBundleThatIsGarbageKeepsTheLastGoodOne() throws Exception {
    trust(Mode.REQUIRED, authority.getCertificatePEM());
    trust.replace("ca.crt", "garbage");
    await().until(() -> reloads("failure") == 1);
    assertThat(proxy.leaf().error())
        .isEqualTo("client trust: ca.crt: no certificate (expected: PEM)");
    assertThat(status(client, "TLSv1.3")).isEqualTo(200);
    assertRefused(HandshakeFailure.CLIENT_CERTIFICATE_MISSING, null, "TLSv1.3");
    trust.replace("ca.crt", authority.getCertificatePEM());
    await().until(() -> proxy.leaf().error() == null);
  }

  @Test
  void withoutABundleNobodyIsServedAndTheReasonIsTold() throws Exception {
    var required = new ClientAuth(Mode.REQUIRED, directory.toString());
    try (var restarted = TestProxy.builder().appPort(app.port()).clientAuth(required).start()) {
      assertThat(restarted.admin("/readyz", "").status()).isEqualTo(503);
      assertThat(restarted.admin("/readyz")).startsWith("client trust: ca.crt: missing in ");
      assertThatThrownBy(() -> status(restarted, client, "TLSv1.2"))
          .isInstanceOf(IOException.class);
      trust.replace("ca.crt", authority.getCertificatePEM());
      await().until(() -> restarted.admin("/readyz", "").status() == 200);
      assertThat(status(restarted, client, "TLSv1.3")).isEqualTo(200);
    }
  }

  @Test
  void aDirectoryWithoutABundleIsNotTakenAtRunTime() throws Exception {
    double refused = proxy.metric(configReloads("failure"));
    proxy.write(config(Mode.REQUIRED));
    await().until(() -> proxy.metric(configReloads("failure")) == refused + 1);
    assertThat(proxy.proxy.status().configuration().error())
        .startsWith("tls.clientAuth.directory: " + directory);
    assertThat(status(null, "TLSv1.3")).isEqualTo(200);
  }

  private void trust(Mode mode, String bundle) throws Exception {
    trust.replace("ca.crt", bundle);
    double applied = proxy.metric(configReloads("success"));
    proxy.write(config(mode));
    await().until(() -> proxy.metric(configReloads("success")) == applied + 1);
  }

  private SidecarConfig config(Mode mode) {
    SidecarConfig config = proxy.config();
    return new SidecarConfig(
        config.ports(),
        new TlsConfig(
            config.tls().directory(),
            config.tls().minVersion(),
            List.of(),
            TlsAlgorithms.DEFAULT,
            new ClientAuth(mode, directory.toString())),
        config.http(),
        config.limits(),
        config.admin(),
        config.logLevel());
  }

  private void assertRefused(HandshakeFailure reason, @Nullable X509Bundle shown, String version)
      throws Exception {
    double before = proxy.failedHandshakes(reason);
    assertThatThrownBy(() -> status(shown, version)).isInstanceOf(IOException.class);
    await().until(() -> proxy.failedHandshakes(reason) == before + 1);
  }

  private long session(SSLContext context, String version) throws Exception {
    try (var connection = RawClient.tls(proxy.port, context, version)) {
      connection.get("/").answer();
      return ((SSLSocket) connection.socket).getSession().getCreationTime();
    }
  }

  private int status(@Nullable X509Bundle shown, String version) throws Exception {
    return status(proxy, shown, version);
  }

  private static int status(TestProxy proxy, @Nullable X509Bundle shown, String version)
      throws Exception {
    SSLContext context =
        shown == null ? RawClient.context() : RawClient.context(new ForcedIdentity(shown));
    try (var connection = RawClient.tls(proxy.port, context, version)) {
      return connection.get("/").answer().status();
    }
  }

  private RawClient connect(X509Bundle shown, String version) throws Exception {
    return RawClient.tls(proxy.port, RawClient.context(new ForcedIdentity(shown)), version);
  }

  private double reloads(String result) throws Exception {
    return proxy.metric(
        "https_upgrade_client_trust_reloads_total{result=\"%s\"}".formatted(result));
  }

  private static String configReloads(String result) {
    return "https_upgrade_config_reloads_total{result=\"%s\"}".formatted(result);
  }

  private static X509Bundle client(String name, X509Bundle issuer) throws Exception {
    return builder(name).buildIssuedBy(issuer);
  }

  private static CertificateBuilder builder(String name) {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .notBefore(Instant.now().minus(Duration.ofDays(1)))
        .addExtendedKeyUsageClientAuth();
  }
}
