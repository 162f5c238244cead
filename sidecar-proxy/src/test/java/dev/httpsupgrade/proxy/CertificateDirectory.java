package dev.httpsupgrade.proxy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

/**
 * A directory as the kubelet keeps it: files are links through {@code ..data}, which is switched.
 */
public final class CertificateDirectory {

  private final Path directory;
  private int generation;

  public CertificateDirectory(Path directory) {
    this.directory = directory;
  }

  public Path path() {
    return directory;
  }

  public static X509Bundle leaf(String name) throws Exception {
    return leaf(name, Instant.now().plus(Duration.ofDays(1)));
  }

  public static X509Bundle leaf(String name, Instant notAfter) throws Exception {
    return leaf(name, Instant.now().minus(Duration.ofDays(2)), notAfter);
  }

  public static X509Bundle leaf(String name, Instant notBefore, Instant notAfter) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .addSanDnsName("localhost")
        .notBefore(notBefore)
        .notAfter(notAfter)
        .buildIssuedBy(authority("test CA"));
  }

  public static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .setIsCertificateAuthority(true)
        .notBefore(Instant.now().minus(Duration.ofDays(3)))
        .notAfter(Instant.now().plus(Duration.ofDays(30)))
        .buildSelfSigned();
  }

  public void write(X509Bundle pair) throws IOException {
    write(pair.getCertificatePathPEM(), pair.getPrivateKeyPEM());
  }

  public void write(String certificates, String key) throws IOException {
    replace("tls.crt", certificates, "tls.key", key);
  }

  /** Replaces all files by these, name and content in turn, at once. */
  public void replace(String... files) throws IOException {
    Path next = Files.createDirectory(directory.resolve("..gen" + generation++));
    Path previous = directory.resolve("..data");
    if (Files.exists(previous)) {
      try (var old = Files.list(previous.toRealPath())) {
        for (Path file : old.toList()) {
          Files.copy(file, next.resolve(file.getFileName()));
        }
      }
    }
    for (int i = 0; i < files.length; i += 2) {
      Files.deleteIfExists(next.resolve(files[i]));
      Files.writeString(next.resolve(files[i]), files[i + 1]);
      Path link = directory.resolve(files[i]);
      if (!Files.isSymbolicLink(link)) {
        Files.createSymbolicLink(link, Path.of("..data", files[i]));
      }
    }
    Path link = directory.resolve("..data_tmp");
    Files.createSymbolicLink(link, next.getFileName());
    Files.move(link, previous, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
