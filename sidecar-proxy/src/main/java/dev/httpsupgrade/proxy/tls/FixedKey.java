package dev.httpsupgrade.proxy.tls;

import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Hands out one certificate, whatever the client asks for.
 *
 * <p>In place of a key store: its password hashing costs start time, and handed to BoringSSL once
 * it is not parsed per handshake.
 */
final class FixedKey extends X509ExtendedKeyManager {

  private static final String ALIAS = "served";

  private final ServerCertificate certificate;

  private FixedKey(ServerCertificate certificate) {
    this.certificate = certificate;
  }

  static KeyManagerFactory factory(ServerCertificate certificate) {
    var keys = new FixedKey(certificate);
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
    return new OpenSslCachingX509KeyManagerFactory(new Factory(spi));
  }

  private static final class Factory extends KeyManagerFactory {
    @SuppressWarnings("NullAway") // no provider stands behind it, and nobody asks for one
    Factory(KeyManagerFactorySpi spi) {
      super(spi, null, ALIAS);
    }
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
  public String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return ALIAS;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return certificate.chain().toArray(new X509Certificate[0]);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return certificate.key();
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
