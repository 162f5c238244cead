package dev.httpsupgrade.proxy.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Lets BoringSSL ask {@link ClientTrust}, and answers with what becomes the right alert. */
final class ClientVerifier extends X509ExtendedTrustManager {

  private final ClientTrust trust;
  private final Clock clock;

  ClientVerifier(ClientTrust trust, Clock clock) {
    this.trust = trust;
    this.clock = clock;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    try {
      trust.verify(List.of(chain), clock.instant());
    } catch (UntrustedClientException e) {
      throw new OpenSslCertificateException(e.getMessage(), e, alert(e.reason()));
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this side is never a client");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  /** Whose names are sent, so that clients can choose a certificate. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.authorities().toArray(new X509Certificate[0]);
  }

  private static int alert(HandshakeFailure reason) {
    return switch (reason) {
      case CLIENT_CERTIFICATE_EXPIRED -> CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
      case CLIENT_CERTIFICATE_REVOKED -> CertificateVerifier.X509_V_ERR_CERT_REVOKED;
      case CLIENT_CERTIFICATE_PURPOSE -> CertificateVerifier.X509_V_ERR_INVALID_PURPOSE;
      default -> CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
    };
  }
}
