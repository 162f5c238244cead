package dev.httpsupgrade.operator.observe;

import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.certificate.TlsPair;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards a pod, whose address is in no certificate: the server is the one that shows the leaf
 * that we expect.
 */
final class PinnedTls {

  private PinnedTls() {}

  /** Shows {@code identity}, and accepts only the leaf with that SHA-256. */
  static SSLContext context(TlsPair identity, String fingerprint) {
    return context(identity.keyManagers(), new Pinned(fingerprint));
  }

  /** Shows {@code identity}, and accepts every certificate: to see which one is served. */
  static SSLContext seeing(TlsPair identity) {
    return context(identity.keyManagers(), new Pinned(null));
  }

  /** Shows nothing, and accepts every certificate. */
  static SSLContext seeing() {
    return context(new KeyManager[0], new Pinned(null));
  }

  private static SSLContext context(KeyManager[] identity, Pinned trust) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(identity, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /** An extended trust manager, so that the host name, which is an address, isn't checked. */
  private static final class Pinned extends X509ExtendedTrustManager {

    private final @Nullable String fingerprint;

    Pinned(@Nullable String fingerprint) {
      this.fingerprint = fingerprint;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (fingerprint != null && !Leaf.fingerprint(chain[0]).equals(fingerprint)) {
        throw new CertificateException("the pod serves another certificate");
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("not a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
