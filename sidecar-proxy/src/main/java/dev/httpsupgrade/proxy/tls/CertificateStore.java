package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.sidecar.config.TlsVersion;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that new handshakes get.
 *
 * <p>Connections that are open go on with the one they began with. A certificate that can't be
 * served leaves the last good one in place.
 */
public final class CertificateStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CertificateStore.class);

  private final ServerContexts contexts;
  private final CertificateEvents events;

  // Guarded by this: a context must not be released between being read and being used.
  private TlsVersion minVersion;
  private @Nullable ServerCertificate certificate;
  private @Nullable ReferenceCountedOpenSslContext context;
  private @Nullable String error = "no certificate was read yet";

  public CertificateStore(
      TlsVersion minVersion, ServerContexts contexts, CertificateEvents events) {
    this.minVersion = minVersion;
    this.contexts = contexts;
    this.events = events;
  }

  /** The certificate in use, or null as long as none was loaded. */
  public synchronized @Nullable ServerCertificate current() {
    return certificate;
  }

  /** Why a newer certificate is not in use, or null. */
  public synchronized @Nullable String error() {
    return error;
  }

  /** A TLS engine with the current certificate, or null as long as none was loaded. */
  synchronized @Nullable SslHandler newHandler(ByteBufAllocator allocator) {
    return context == null ? null : context.newHandler(allocator);
  }

  /**
   * Serves {@code next} from now on.
   *
   * @throws UnusableCertificateException if it is not valid at {@code now} while the current one is
   */
  synchronized void replace(ServerCertificate next, Instant now)
      throws UnusableCertificateException {
    if (certificate != null && certificate.validAt(now) && !next.validAt(now)) {
      throw new UnusableCertificateException(
          "%s: valid from %s to %s (expected: valid now, as the served one is)"
              .formatted(CertificateFiles.CERTIFICATE, next.notBefore(), next.notAfter()));
    }
    use(contexts.forTraffic(next, minVersion));
    certificate = next;
    error = null;
    events.certificateLoaded(next.notAfter());
    LOG.atLevel(next.validAt(now) ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.WARN)
        .addKeyValue("sha256", next.fingerprint())
        .addKeyValue("notBefore", next.notBefore())
        .addKeyValue("notAfter", next.notAfter())
        .log("certificate loaded");
  }

  /** The files are again what is served. */
  synchronized void confirmed() {
    error = null;
  }

  /** Keeps the current certificate; told once per reason, not at each poll. */
  synchronized void refused(String why) {
    if (!why.equals(error)) {
      error = why;
      events.certificateRefused();
      LOG.atWarn().addKeyValue("error", why).log("certificate refused");
    }
  }

  /**
   * Offers no older protocol version than this from now on.
   *
   * @throws UnusableCertificateException never in practice: the certificate is in use already
   */
  public synchronized void minVersion(TlsVersion next) throws UnusableCertificateException {
    if (next != minVersion && certificate != null) {
      use(contexts.forTraffic(certificate, next));
    }
    minVersion = next;
  }

  /** Encrypts new session tickets with a new key; older tickets stay good for one more turn. */
  public synchronized void rotateTicketKeys() {
    contexts.rotateTicketKeys(context);
  }

  @Override
  public synchronized void close() {
    if (context != null) {
      context.release();
      context = null;
    }
  }

  private void use(ReferenceCountedOpenSslContext next) {
    if (context != null) {
      context.release();
    }
    context = next;
  }
}
