package dev.httpsupgrade.proxy.tls;

import io.netty.handler.ssl.OpenSsl;
import java.security.Provider;
import java.security.Security;

/**
 * Loads BoringSSL without the JDK's own TLS.
 *
 * <p>Netty asks the JDK, as it initialises, whether its TLS speaks 1.3 and how it wraps trust
 * managers. Starting that takes more time and memory than BoringSSL itself, and nobody here uses
 * it. So while Netty asks, a provider answers that knows no more than that.
 */
public final class TlsLibrary {

  private static final String JDK_TLS = "SunJSSE";

  /** Where Netty's second question is. */
  private static final String TRUST_MANAGERS =
      "io.netty.handler.ssl.OpenSslX509TrustManagerWrapper";

  private TlsLibrary() {}

  /**
   * Loads it, once in a process and before anything else of TLS.
   *
   * @throws IllegalStateException if it is not there
   */
  public static void load() {
    Provider jdk = Security.getProvider(JDK_TLS);
    Security.removeProvider(JDK_TLS);
    Security.addProvider(new KnownTls());
    try {
      OpenSsl.ensureAvailability();
      Class.forName(TRUST_MANAGERS);
    } catch (UnsatisfiedLinkError | ClassNotFoundException e) {
      throw new IllegalStateException("not Netty's TLS as we know it", e);
    } finally {
      Security.removeProvider(KnownTls.NAME);
      Security.addProvider(jdk);
    }
  }
}
