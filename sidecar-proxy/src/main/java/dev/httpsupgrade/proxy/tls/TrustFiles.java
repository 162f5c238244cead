package dev.httpsupgrade.proxy.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.httpsupgrade.proxy.config.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CAs and revocation lists in one directory: the last good ones, and why newer files are not
 * they.
 *
 * <p>Used by one thread at a time, but for {@link #current}, {@link #error}, {@link #sha256}.
 */
final class TrustFiles {

  private static final Logger LOG = LoggerFactory.getLogger(TrustFiles.class);

  private final Path directory;
  private final CertificateEvents events;
  private volatile ClientTrust current = ClientTrust.NOBODY;
  private volatile @Nullable String error = "no CA was read yet";
  private volatile @Nullable Content served;

  private record Content(String authorities, @Nullable String revocationLists) {
    String sha256() {
      String all = revocationLists == null ? authorities : authorities + revocationLists;
      return Sha256.hex(all.getBytes(ISO_8859_1));
    }
  }

  TrustFiles(Path directory, CertificateEvents events) {
    this.directory = directory;
    this.events = events;
  }

  Path directory() {
    return directory;
  }

  /** Who is trusted; nobody as long as no bundle was loaded. */
  ClientTrust current() {
    return current;
  }

  /** Of the files in use, empty as long as there are none. */
  String sha256() {
    Content used = served;
    return used == null ? "" : used.sha256();
  }

  /** Why newer files are not in use, or why clients of a CA are not let in, or null. */
  @Nullable String error() {
    return error;
  }

  /**
   * Reads the files.
   *
   * @return whether {@link #current} is another one now
   */
  boolean reload(Instant now) {
    try {
      var files = new MountedFiles(directory);
      var content =
          new Content(
              files.text(ClientTrust.AUTHORITIES),
              files.optionalText(ClientTrust.REVOCATION_LISTS));
      boolean changed = !content.equals(served);
      if (changed) {
        current = ClientTrust.parse(content.authorities(), content.revocationLists());
        served = content;
        events.clientTrustLoaded();
        LOG.atInfo()
            .addKeyValue("directory", directory)
            .addKeyValue("authorities", current.authorities().size())
            .addKeyValue("revocationLists", current.revocationLists().size())
            .log("client trust loaded");
      }
      tell(current.outdated(now), "client trust is outdated");
      return changed;
    } catch (UnusableCertificateException e) {
      if (!String.valueOf(e.getMessage()).equals(error)) {
        events.clientTrustRefused();
      }
      tell(e.getMessage(), "client trust refused");
      return false;
    }
  }

  /** Told once, not at each poll. */
  private void tell(@Nullable String problem, String what) {
    if (problem != null && !problem.equals(error)) {
      LOG.atWarn().addKeyValue("directory", directory).addKeyValue("error", problem).log(what);
    }
    error = problem;
  }
}
