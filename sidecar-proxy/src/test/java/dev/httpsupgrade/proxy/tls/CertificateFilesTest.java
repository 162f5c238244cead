package dev.httpsupgrade.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.CertificateDirectory;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest implements CertificateEvents {

  @TempDir Path directory;

  private final List<String> told = new ArrayList<>();
  private final CertificateStore store =
      new CertificateStore(
          TlsVersion.TLS_1_2, new ServerContexts(new TicketKeys(new Random())), this);
  private Instant now = Instant.now();
  private CertificateDirectory files;

  @BeforeEach
  void start() {
    files = new CertificateDirectory(directory);
  }

  @Test
  void aPairIsLoadedOnceAndItsReplacementWhenItComes() throws Exception {
    X509Bundle first = CertificateDirectory.leaf("first");
    files.write(first);
    reload();
    reload();
    assertThat(told).containsExactly("loaded");
    assertThat(served()).isEqualTo("CN=first");
    files.write(CertificateDirectory.leaf("second"));
    reload();
    assertThat(served()).isEqualTo("CN=second");
    assertThat(told).containsExactly("loaded", "loaded");
  }

  @Test
  void plainFilesWithoutALinkAreReadToo() throws Exception {
    X509Bundle pair = CertificateDirectory.leaf("plain");
    Files.writeString(directory.resolve("tls.crt"), pair.getCertificatePathPEM());
    Files.writeString(directory.resolve("tls.key"), pair.getPrivateKeyPEM());
    reload();
    assertThat(served()).isEqualTo("CN=plain");
  }

  @Test
  void aFailureIsToldOnceUntilItChanges() throws Exception {
    reload();
    reload();
    assertThat(told).containsExactly("refused");
    assertThat(store.error()).isEqualTo("tls.crt: missing in " + directory);
    files.write("", "");
    reload();
    assertThat(store.error()).isEqualTo("tls.crt: no certificate (expected: PEM)");
    assertThat(told).containsExactly("refused", "refused");
  }

  @Test
  void aLeafOfTheFutureWaitsForItsTimeWhileTheServedOneIsValid() throws Exception {
    files.write(CertificateDirectory.leaf("first"));
    reload();
    files.write(CertificateDirectory.leaf("late", now.minusSeconds(1)));
    reload();
    assertThat(served()).isEqualTo("CN=first");
    now = now.plus(Duration.ofDays(2));
    reload();
    assertThat(served()).isEqualTo("CN=late");
  }

  @Test
  void anExpiredLeafIsBetterThanNone() throws Exception {
    files.write(CertificateDirectory.leaf("expired", now.minusSeconds(1)));
    reload();
    assertThat(served()).isEqualTo("CN=expired");
  }

  @Test
  void theFormerPairThatComesBackEndsTheError() throws Exception {
    X509Bundle first = CertificateDirectory.leaf("first");
    files.write(first);
    var reader = new CertificateFiles(directory, store, clock());
    reader.reload();
    files.write(first.getCertificatePathPEM(), "");
    reader.reload();
    assertThat(store.error()).isNotNull();
    files.write(first);
    reader.reload();
    assertThat(store.error()).isNull();
  }

  @Test
  void nothingThatIsPrintedHoldsTheKey() throws Exception {
    X509Bundle pair = CertificateDirectory.leaf("first");
    var certificate =
        ServerCertificate.parse(pair.getCertificatePathPEM(), pair.getPrivateKeyPEM());
    assertThat(certificate.toString()).matches("ServerCertificate\\[[0-9a-f]{64}]");
  }

  private final List<CertificateFiles> reader = new ArrayList<>();

  private void reload() {
    if (reader.isEmpty()) {
      reader.add(new CertificateFiles(directory, store, clock()));
    }
    reader.getFirst().reload();
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(java.time.ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }

  private String served() {
    ServerCertificate current = store.current();
    return current == null ? "" : current.leaf().getSubjectX500Principal().getName();
  }

  @Override
  public void certificateLoaded(Instant notAfter) {
    told.add("loaded");
  }

  @Override
  public void certificateRefused() {
    told.add("refused");
  }

  @Override
  public void clientTrustLoaded() {
    told.add("trust loaded");
  }

  @Override
  public void clientTrustRefused() {
    told.add("trust refused");
  }
}
