package dev.httpsupgrade.e2e.client;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom to trust, what to show and what to speak, in TLS handshakes. */
final class TlsClient {

  private final SSLContext context;
  private final TlsSettings settings;

  TlsClient(TlsSettings settings) {
    this.settings = settings;
    try {
      context = SSLContext.getInstance("TLS");
      context.init(keyManagers(settings), trustManagers(settings.ca()), null);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("unusable certificate or key: " + e.getMessage(), e);
    }
  }

  SSLSocket handshake(Socket connected, Target target) throws IOException {
    var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(connected, target.host(), target.port(), true);
    if (settings.version() != null) {
      socket.setEnabledProtocols(new String[] {"TLSv" + settings.version()});
    }
    if (settings.ca() != null) {
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    socket.startHandshake();
    return socket;
  }

  /** The first message of a handshake, as bytes. */
  byte[] hello(Target target) {
    SSLEngine engine = context.createSSLEngine(target.host(), target.port());
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    try {
      engine.wrap(ByteBuffer.allocate(0), hello);
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
    return Arrays.copyOf(hello.array(), hello.position());
  }

  private static TrustManager[] trustManagers(@Nullable String ca)
      throws GeneralSecurityException, IOException {
    if (ca == null) {
      return new TrustManager[] {new TrustsAnyone()};
    }
    KeyStore store = emptyStore();
    for (Certificate certificate : Pem.certificates(ca)) {
      store.setCertificateEntry("ca-" + store.size(), certificate);
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] keyManagers(TlsSettings settings)
      throws GeneralSecurityException, IOException {
    if (settings.cert() == null || settings.key() == null) {
      return null;
    }
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "identity",
        Pem.privateKey(settings.key()),
        new char[0],
        Pem.certificates(settings.cert()).toArray(Certificate[]::new));
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
