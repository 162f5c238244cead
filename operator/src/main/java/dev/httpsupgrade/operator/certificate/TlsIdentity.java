package dev.httpsupgrade.operator.certificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** A certificate with its key, to show to a server. */
public record TlsIdentity(X509Certificate certificate, PrivateKey key) {

  private static final char[] NO_PASSWORD = {};

  /** What a TLS context needs to show it. */
  public KeyManager[] keyManagers() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("identity", key, NO_PASSWORD, new X509Certificate[] {certificate});
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      return keys.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java has key stores", e);
    }
  }

  @Override
  public String toString() {
    return "TlsIdentity[" + certificate.getSerialNumber().toString(16) + "]";
  }
}
