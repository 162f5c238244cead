package dev.httpsupgrade.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.CertificateDirectory;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest implements CertificateEvents {

  @TempDir Path directory;

  private final List<String> told = new ArrayList<>();
  private Instant now = Instant.now();
  private CertificateDirectory files;
  private CertificateFiles reader;

  @BeforeEach
  void start() {
    files = new CertificateDirectory(directory);
    reader = new CertificateFiles(directory, this);
  }

  @AfterEach
  void stop() {
    reader.close();
  }

  @Test
  void aPairIsLoadedOnceAndItsReplacementWhenItComes() throws Exception {
    X509Bundle first = CertificateDirectory.leaf("first");
    files.write(first);
    assertThat(reload()).isTrue();
    assertThat(reload()).isFalse();
    assertThat(served()).isEqualTo("CN=first");
    files.write(CertificateDirectory.leaf("second"));
    assertThat(reload()).isTrue();
    assertThat(served()).isEqualTo("CN=second");
    assertThat(told).isEmpty();
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
    assertThat(reader.error()).isEqualTo("tls.crt: missing in " + directory);
    files.write("", "");
    reload();
    assertThat(reader.error()).isEqualTo("tls.crt: no certificate (expected: PEM)");
    files.write(
        CertificateDirectory.leaf("x").getCertificatePathPEM(),
        CertificateDirectory.leaf("y").getPrivateKeyPEM());
    reload();
    reload();
    assertThat(reader.error()).isEqualTo("tls.key: not the key of the leaf in tls.crt");
    assertThat(told).containsExactly("refused", "refused", "refused");
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
    reload();
    files.write(first.getCertificatePathPEM(), "");
    reload();
    assertThat(reader.error()).isNotNull();
    files.write(first);
    assertThat(reload()).isFalse();
    assertThat(reader.error()).isNull();
  }

  @Test
  void nothingThatIsPrintedHoldsTheKey() throws Exception {
    X509Bundle pair = CertificateDirectory.leaf("first");
    var certificate =
        ServerCertificate.parse(pair.getCertificatePathPEM(), pair.getPrivateKeyPEM());
    assertThat(certificate.toString()).matches("ServerCertificate\\[[0-9a-f]{64}]");
  }

  private boolean reload() {
    Credential former = reader.current();
    boolean changed = reader.reload(now);
    if (changed && former != null) {
      former.free();
    }
    return changed;
  }

  private String served() {
    Credential current = reader.current();
    return current == null ? "" : current.certificate().leaf().getSubjectX500Principal().getName();
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
