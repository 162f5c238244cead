package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.proxy.config.UnusableConfigException;
import dev.httpsupgrade.sidecar.config.ClientAuth.Mode;
import dev.httpsupgrade.sidecar.config.TlsAlgorithms;
import dev.httpsupgrade.sidecar.config.TlsConfig;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes BoringSSL contexts: one for traffic, one for the admin port. */
final class ServerContexts {

  private static final ApplicationProtocolConfig HTTP_1_1 =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          "http/1.1");

  /**
   * Those of TLS 1.3 (RFC 8446 §B.4); BoringSSL chooses by what the client's processor is good at.
   */
  private static final List<String> TLS_1_3_SUITES =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  private final ServedCertificates certificates;
  private final TicketKeys ticketKeys;
  private final Clock clock;
  private final @Nullable KeyLog keyLog;

  ServerContexts(
      ServedCertificates certificates,
      TicketKeys ticketKeys,
      Clock clock,
      @Nullable KeyLog keyLog) {
    this.certificates = certificates;
    this.ticketKeys = ticketKeys;
    this.clock = clock;
    this.keyLog = keyLog;
  }

  /**
   * For traffic.
   *
   * @throws UnusableConfigException if BoringSSL refuses an algorithm
   */
  ReferenceCountedOpenSslContext forTraffic(TlsConfig config, ClientTrust trust)
      throws UnusableConfigException {
    Mode mode = config.clientAuth().mode();
    var context =
        build(config.minVersion(), config.algorithms(), clientAuth(mode), "tls.algorithms", trust);
    var sessions = (OpenSslServerSessionContext) context.sessionContext();
    // A session carries the client's certificate: under another trust a new one must begin.
    sessions.setSessionIdContext(SessionScope.of(mode, trust));
    ticketKeys.applyTo(context);
    if (keyLog != null) {
      keyLog.listenTo(context);
    }
    return context;
  }

  /**
   * For the admin port: without session tickets, so that every connection shows its certificate.
   *
   * @param trust CAs of the operator's client certificate; nobody's certificate is asked for if
   *     empty
   */
  ReferenceCountedOpenSslContext forAdmin(ClientTrust trust) throws UnusableConfigException {
    ClientAuth auth = trust.authorities().isEmpty() ? ClientAuth.NONE : ClientAuth.OPTIONAL;
    return build(TlsVersion.TLS_1_2, TlsAlgorithms.DEFAULT, auth, "admin.operator.trust", trust);
  }

  private ReferenceCountedOpenSslContext build(
      TlsVersion minVersion,
      TlsAlgorithms algorithms,
      ClientAuth clientAuth,
      String field,
      ClientTrust trust)
      throws UnusableConfigException {
    var suites = new ArrayList<>(TLS_1_3_SUITES);
    algorithms.cipherSuites().forEach(each -> suites.add(each.name()));
    try {
      var context =
          (ReferenceCountedOpenSslContext)
              SslContextBuilder.forServer(certificates.factory())
                  .sslProvider(SslProvider.OPENSSL_REFCNT)
                  .applicationProtocolConfig(HTTP_1_1)
                  .protocols(protocols(minVersion))
                  .ciphers(suites)
                  .option(OpenSslContextOption.GROUPS, Groups.names(algorithms.groups()))
                  // What a handshake does takes its time on the event loop either way, and as a
                  // task of its own it takes one more turn.
                  .option(OpenSslContextOption.USE_TASKS, false)
                  .trustManager(new ClientVerifier(trust, clock))
                  .clientAuth(clientAuth)
                  .build();
      // Tickets do it: what they hold is the clients' to keep.
      context.sessionContext().setSessionCacheEnabled(false);
      return context;
    } catch (SSLException | IllegalArgumentException e) {
      throw new UnusableConfigException(
          "%s: refused by the TLS library: %s".formatted(field, e.getMessage()));
    }
  }

  private static ClientAuth clientAuth(Mode mode) {
    return switch (mode) {
      case NONE -> ClientAuth.NONE;
      case OPTIONAL -> ClientAuth.OPTIONAL;
      case REQUIRED -> ClientAuth.REQUIRE;
    };
  }

  private static String[] protocols(TlsVersion minVersion) {
    return switch (minVersion) {
      case TLS_1_2 -> new String[] {"TLSv1.3", "TLSv1.2"};
      case TLS_1_3 -> new String[] {"TLSv1.3"};
    };
  }
}
