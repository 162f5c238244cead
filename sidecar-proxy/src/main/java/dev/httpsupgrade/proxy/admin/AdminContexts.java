package dev.httpsupgrade.proxy.admin;

import dev.httpsupgrade.proxy.config.UnusableConfigException;
import dev.httpsupgrade.proxy.tls.ServerTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the admin port: the certificate that is served to clients, and the operator's CAs.
 *
 * <p>Made when a connection comes and the CAs have changed, as that is rare.
 */
public final class AdminContexts implements AutoCloseable {

  private record Made(AdminAccess access, ReferenceCountedOpenSslContext context) {}

  private final ServerTls tls;
  private @Nullable Made made;

  public AdminContexts(ServerTls tls) {
    this.tls = tls;
  }

  /** A TLS engine, or null as long as there is no certificate. */
  synchronized @Nullable SslHandler newHandler(AdminAccess access, ByteBufAllocator allocator)
      throws UnusableConfigException {
    if (tls.leaf() == null) {
      return null;
    }
    Made usable = made;
    if (usable == null || !usable.access().equals(access)) {
      var context = tls.adminContext(access.trust());
      close();
      usable = new Made(access, context);
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
