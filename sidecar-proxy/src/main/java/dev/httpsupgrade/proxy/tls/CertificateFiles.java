package dev.httpsupgrade.proxy.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The certificate and key in a directory, as a mounted Secret has them.
 *
 * <p>The kubelet replaces all files of a volume at once by switching the link {@code ..data}. Both
 * files are opened below the one directory that the link led to, so that a switch between the two
 * reads can't mix an old certificate with a new key.
 */
public final class CertificateFiles {

  public static final String CERTIFICATE = "tls.crt";
  public static final String KEY = "tls.key";

  private static final long MAX_BYTES = 1 << 20;

  private final Path directory;
  private final CertificateStore store;
  private final Clock clock;
  private @Nullable Content served;

  private record Content(String certificates, String key) {
    @Override
    public String toString() {
      return "Content";
    }
  }

  public CertificateFiles(Path directory, CertificateStore store, Clock clock) {
    this.directory = directory;
    this.store = store;
    this.clock = clock;
  }

  /** Offers the files' content to the store if it is new; called by one thread at a time. */
  public synchronized void reload() {
    try {
      Content content = read();
      if (content.equals(served)) {
        store.confirmed();
        return;
      }
      var certificate = ServerCertificate.parse(content.certificates(), content.key());
      store.replace(certificate, clock.instant());
      served = content;
    } catch (UnusableCertificateException e) {
      store.refused(String.valueOf(e.getMessage()));
    }
  }

  private Content read() throws UnusableCertificateException {
    Path resolved = resolve();
    return new Content(read(resolved, CERTIFICATE), read(resolved, KEY));
  }

  private Path resolve() throws UnusableCertificateException {
    try {
      Path data = directory.resolve("..data");
      return Files.exists(data) ? data.toRealPath() : directory;
    } catch (IOException e) {
      throw new UnusableCertificateException("%s: %s".formatted(directory, e));
    }
  }

  private static String read(Path directory, String name) throws UnusableCertificateException {
    Path file = directory.resolve(name);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UnusableCertificateException(
            "%s: larger than a Secret can be (expected: <= 1 MiB)".formatted(name));
      }
      return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new UnusableCertificateException("%s: missing in %s".formatted(name, directory));
    } catch (IOException | UncheckedIOException e) {
      throw new UnusableCertificateException("%s: can't be read: %s".formatted(name, e));
    }
  }
}
