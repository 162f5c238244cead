package dev.httpsupgrade.operator.certificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A private key with its certificate.
 *
 * @param chain the leaf first, each next one its issuer
 */
public record TlsPair(List<X509Certificate> chain, PrivateKey key) {

  private static final char[] NO_PASSWORD = {};

  public TlsPair {
    chain = List.copyOf(chain);
  }

  X509Certificate leaf() {
    return chain.getFirst();
  }

  /** What a TLS context needs to show it. */
  public KeyManager[] keyManagers() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("identity", key, NO_PASSWORD, chain.toArray(new X509Certificate[0]));
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      return keys.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java has key stores", e);
    }
  }

  /** Without the key, which Java's RSA keys would tell. */
  @Override
  public String toString() {
    return "TlsPair[" + leaf().getSerialNumber().toString(16) + "]";
  }
}
