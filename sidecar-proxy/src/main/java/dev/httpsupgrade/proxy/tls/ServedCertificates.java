package dev.httpsupgrade.proxy.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that new handshakes get, by the name that the client asks for.
 *
 * <p>They are replaced within the contexts that use them: a new certificate costs no new context,
 * and connections that are open keep no old one.
 */
final class ServedCertificates extends X509ExtendedKeyManager {

  /** Netty asks for a name and then for what it names; there is nothing to be named here. */
  private static final String ALIAS = "served";

  static final NameTable<Credential> NONE = NameTable.of(null, List.of(), Credential::certificate);

  // Guarded by this: a credential must not be freed between being chosen and being offered.
  private NameTable<Credential> table = NONE;

  /** Serves others from now on; the former ones may be freed then. */
  synchronized void replace(NameTable<Credential> next) {
    table = next;
  }

  synchronized boolean isEmpty() {
    return table.isEmpty();
  }

  /** This, as Netty wants it: without a key store, whose password hashing costs start time. */
  KeyManagerFactory factory() {
    var keys = this;
    var spi =
        new KeyManagerFactorySpi() {
          @Override
          protected void engineInit(@Nullable KeyStore store, char @Nullable [] password) {}

          @Override
          protected void engineInit(ManagerFactoryParameters parameters) {}

          @Override
          protected KeyManager[] engineGetKeyManagers() {
            return new KeyManager[] {keys};
          }
        };
    return new Factory(spi);
  }

  private static final class Factory extends KeyManagerFactory {
    @SuppressWarnings("NullAway") // no provider stands behind it, and nobody asks for one
    Factory(KeyManagerFactorySpi spi) {
      super(spi, null, ALIAS);
    }
  }

  @Override
  public String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    offer(((ReferenceCountedOpenSslEngine) engine).sslPointer());
    return ALIAS;
  }

  private synchronized void offer(long ssl) {
    List<Credential> chosen = table.choose(table.alwaysFallback() ? null : SSL.getSniHostname(ssl));
    try {
      for (int i = 0; i < chosen.size(); i++) {
        chosen.get(i).offerTo(ssl);
      }
    } catch (Exception e) {
      throw new IllegalStateException("offered what was made", e);
    }
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return null;
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return ALIAS;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
