package dev.httpsupgrade.proxy.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of a mounted Secret or ConfigMap at one moment.
 *
 * <p>The kubelet replaces all files of a volume at once by switching the link {@code ..data}. All
 * are opened below the one directory that the link led to, so that a switch between two reads can't
 * mix an old certificate with a new key.
 */
final class MountedFiles {

  private static final long MAX_BYTES = 1 << 20;

  private final Path directory;
  private final Path resolved;

  MountedFiles(Path directory) throws UnusableCertificateException {
    this.directory = directory;
    try {
      Path data = directory.resolve("..data");
      resolved = Files.exists(data) ? data.toRealPath() : directory;
    } catch (IOException e) {
      throw new UnusableCertificateException("%s: %s".formatted(directory, e));
    }
  }

  /** The text of a file that must be there. */
  String text(String name) throws UnusableCertificateException {
    byte[] bytes = bytes(name);
    if (bytes == null) {
      throw new UnusableCertificateException("%s: missing in %s".formatted(name, directory));
    }
    return new String(bytes, ISO_8859_1);
  }

  /** The text of a file, null if there is none. */
  @Nullable String optionalText(String name) throws UnusableCertificateException {
    byte[] bytes = bytes(name);
    return bytes == null ? null : new String(bytes, ISO_8859_1);
  }

  private byte @Nullable [] bytes(String name) throws UnusableCertificateException {
    Path file = resolved.resolve(name);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UnusableCertificateException(
            "%s: larger than a Secret can be (expected: <= 1 MiB)".formatted(name));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new UnusableCertificateException("%s: can't be read: %s".formatted(name, e));
    }
  }
}
