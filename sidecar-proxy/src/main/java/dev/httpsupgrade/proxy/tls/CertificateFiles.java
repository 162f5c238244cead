package dev.httpsupgrade.proxy.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The certificate in one directory: the last good one, and why newer files are not it.
 *
 * <p>Used by one thread at a time, but for {@link #current} and {@link #error}.
 */
final class CertificateFiles {

  static final String CERTIFICATE = "tls.crt";
  static final String KEY = "tls.key";
  static final String STAPLE = "ocsp.der";

  private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);

  private final Path directory;
  private final CertificateEvents events;
  private volatile @Nullable Credential current;
  private volatile @Nullable String error = "no certificate was read yet";
  private @Nullable Content served;
  private @Nullable String stapleWarning;

  private record Content(String certificates, String key, @Nullable String staple) {

    boolean sameCertificate(@Nullable Content other) {
      return other != null && certificates.equals(other.certificates) && key.equals(other.key);
    }

    @Override
    public String toString() {
      return "Content";
    }
  }

  CertificateFiles(Path directory, CertificateEvents events) {
    this.directory = directory;
    this.events = events;
  }

  Path directory() {
    return directory;
  }

  /** The certificate in use, or null as long as none was loaded. */
  @Nullable Credential current() {
    return current;
  }

  /** Why newer files are not in use, or null. */
  @Nullable String error() {
    return error;
  }

  /**
   * Reads the files.
   *
   * @return whether {@link #current} is another one now; the former one is the caller's to free
   */
  boolean reload(Instant now) {
    try {
      var files = new MountedFiles(directory);
      var content =
          new Content(files.text(CERTIFICATE), files.text(KEY), files.optionalText(STAPLE));
      Credential former = current;
      ServerCertificate certificate =
          former != null && content.sameCertificate(served)
              ? former.certificate()
              : acceptable(content, former, now);
      ServerCertificate next = certificate.with(staple(content, certificate, now));
      if (former != null && next.equals(former.certificate())) {
        error = null;
        return false;
      }
      current = Credential.of(next);
      error = null;
      served = content;
      loaded(next, now);
      return true;
    } catch (UnusableCertificateException e) {
      refused(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Not to be used any more. */
  void close() {
    Credential last = current;
    current = null;
    if (last != null) {
      last.free();
    }
  }

  private static ServerCertificate acceptable(
      Content content, @Nullable Credential former, Instant now)
      throws UnusableCertificateException {
    var next = ServerCertificate.parse(content.certificates(), content.key());
    if (former != null && former.certificate().validAt(now) && !next.validAt(now)) {
      throw new UnusableCertificateException(
          "%s: valid from %s to %s (expected: valid now, as the served one is)"
              .formatted(CERTIFICATE, next.notBefore(), next.notAfter()));
    }
    return next;
  }

  /** A bad answer is left out, told once: handshakes work without, too. */
  private @Nullable OcspStaple staple(Content content, ServerCertificate certificate, Instant now) {
    OcspStaple staple = null;
    String warning = null;
    if (content.staple() != null) {
      try {
        staple =
            OcspStaple.parse(
                content.staple().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                certificate.chain());
        warning = staple.unusableAt(now);
      } catch (UnusableCertificateException e) {
        warning = e.getMessage();
      }
    }
    if (warning != null && !Objects.equals(warning, stapleWarning)) {
      LOG.atWarn()
          .addKeyValue("directory", directory)
          .addKeyValue("error", warning)
          .log("OCSP answer not stapled");
    }
    stapleWarning = warning;
    return warning == null ? staple : null;
  }

  private void loaded(ServerCertificate certificate, Instant now) {
    LOG.atLevel(certificate.validAt(now) ? Level.INFO : Level.WARN)
        .addKeyValue("directory", directory)
        .addKeyValue("sha256", certificate.fingerprint())
        .addKeyValue("notBefore", certificate.notBefore())
        .addKeyValue("notAfter", certificate.notAfter())
        .addKeyValue("stapled", certificate.staple() != null)
        .log("certificate loaded");
  }

  /** Keeps the current certificate; told once per reason, not at each poll. */
  private void refused(String why) {
    if (!why.equals(error)) {
      error = why;
      events.certificateRefused();
      LOG.atWarn()
          .addKeyValue("directory", directory)
          .addKeyValue("error", why)
          .log("certificate refused");
    }
  }
}
