package dev.httpsupgrade.proxy.admin;

import dev.httpsupgrade.proxy.tls.CertificateStore;
import dev.httpsupgrade.proxy.tls.ServerCertificate;
import dev.httpsupgrade.proxy.tls.ServerContexts;
import dev.httpsupgrade.proxy.tls.UnusableCertificateException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the admin port: the certificate that is served to clients, and the operator's CAs.
 *
 * <p>Made when a connection comes and one of them has changed, as that is rare.
 */
public final class AdminContexts implements AutoCloseable {

  private record Made(
      ServerCertificate certificate, AdminAccess access, ReferenceCountedOpenSslContext context) {}

  private final CertificateStore certificates;
  private final ServerContexts contexts;
  private @Nullable Made made;

  public AdminContexts(CertificateStore certificates, ServerContexts contexts) {
    this.certificates = certificates;
    this.contexts = contexts;
  }

  /** A TLS engine, or null as long as there is no certificate. */
  synchronized @Nullable SslHandler newHandler(AdminAccess access, ByteBufAllocator allocator)
      throws UnusableCertificateException {
    ServerCertificate certificate = certificates.current();
    if (certificate == null) {
      return null;
    }
    Made usable = made;
    if (usable == null
        || !usable.certificate().equals(certificate)
        || !usable.access().equals(access)) {
      var context = contexts.forAdmin(certificate, access.trust());
      close();
      usable = new Made(certificate, access, context);
      made = usable;
    }
    return usable.context().newHandler(allocator);
  }

  @Override
  public synchronized void close() {
    if (made != null) {
      made.context().release();
      made = null;
    }
  }
}
