package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.sidecar.config.TlsVersion;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes BoringSSL contexts: one for traffic, one for the admin port with client certificates. */
public final class ServerContexts {

  private static final ApplicationProtocolConfig HTTP_1_1 =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          "http/1.1");

  private final TicketKeys ticketKeys;

  public ServerContexts(TicketKeys ticketKeys) {
    this.ticketKeys = ticketKeys;
  }

  /** For everybody's clients: whoever they are. */
  ReferenceCountedOpenSslContext forTraffic(ServerCertificate certificate, TlsVersion minVersion)
      throws UnusableCertificateException {
    var builder =
        builder(certificate).protocols(protocols(minVersion)).trustManager(new TrustNobody());
    ReferenceCountedOpenSslContext context = build(builder);
    ticketKeys.applyTo(context);
    return context;
  }

  /**
   * For the admin port: without session tickets, so that every connection shows its certificate.
   *
   * @param trust CAs of the operator's client certificate; nobody's certificate is asked for if
   *     empty
   */
  public ReferenceCountedOpenSslContext forAdmin(
      ServerCertificate certificate, List<X509Certificate> trust)
      throws UnusableCertificateException {
    var builder = builder(certificate).protocols(protocols(TlsVersion.TLS_1_2));
    if (trust.isEmpty()) {
      builder.trustManager(new TrustNobody());
    } else {
      builder.trustManager(trust).clientAuth(ClientAuth.OPTIONAL);
    }
    return build(builder);
  }

  void rotateTicketKeys(@Nullable ReferenceCountedOpenSslContext context) {
    ticketKeys.rotate();
    if (context != null) {
      ticketKeys.applyTo(context);
    }
  }

  private static SslContextBuilder builder(ServerCertificate certificate) {
    return SslContextBuilder.forServer(FixedKey.factory(certificate))
        .sslProvider(SslProvider.OPENSSL_REFCNT)
        .applicationProtocolConfig(HTTP_1_1);
  }

  private static ReferenceCountedOpenSslContext build(SslContextBuilder builder)
      throws UnusableCertificateException {
    try {
      return (ReferenceCountedOpenSslContext) builder.build();
    } catch (SSLException e) {
      throw new UnusableCertificateException(
          "%s: refused by the TLS library: %s"
              .formatted(CertificateFiles.CERTIFICATE, e.getMessage()));
    }
  }

  private static String[] protocols(TlsVersion minVersion) {
    return switch (minVersion) {
      case TLS_1_2 -> new String[] {"TLSv1.3", "TLSv1.2"};
      case TLS_1_3 -> new String[] {"TLSv1.3"};
    };
  }
}
