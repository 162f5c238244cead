package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.proxy.config.Sha256;
import dev.httpsupgrade.proxy.connection.ClientCertificate;
import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.StageEvent.TrustEnded;
import io.netty.channel.Channel;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections whose clients showed a certificate: those that are not trusted any more are
 * ended. One that waits for a request is closed at once, one within an exchange after its answer,
 * and whatever is left then after {@link #GRACE}.
 */
final class TrustedClients {

  /** How long what a client has begun may still take. */
  static final Duration GRACE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(TrustedClients.class);
  private static final int URI = 6;

  private final Map<Channel, Client> open = new ConcurrentHashMap<>();
  private final Clock clock;
  private volatile ClientTrust trust = ClientTrust.NOBODY;

  private record Client(ClientConnection connection, List<X509Certificate> chain) {}

  TrustedClients(Clock clock) {
    this.clock = clock;
  }

  ClientTrust trust() {
    return trust;
  }

  /** Trusts others from now on, and ends the connections of those that are none of them. */
  void trust(ClientTrust next) {
    trust = next;
    open.forEach(this::endUnlessTrusted);
  }

  /**
   * Keeps a client in mind until its connection ends.
   *
   * @param verified under which trust its certificate was just found good
   * @param resumed whether that was in an earlier handshake
   * @throws UntrustedClientException if it is not trusted any more
   */
  ClientCertificate admit(
      Channel channel,
      ClientConnection connection,
      List<X509Certificate> chain,
      ClientTrust verified,
      boolean resumed)
      throws UntrustedClientException {
    open.put(channel, new Client(connection, chain));
    channel.closeFuture().addListener(_ -> open.remove(channel));
    // Seen here or by whoever has replaced it in the meantime, as the client is kept in mind first.
    ClientTrust current = trust;
    if (resumed || !current.equals(verified)) {
      current.verify(chain, clock.instant());
    }
    return certificate(chain.getFirst());
  }

  private void endUnlessTrusted(Channel channel, Client client) {
    try {
      trust.verify(client.chain(), clock.instant());
    } catch (UntrustedClientException e) {
      LOG.atInfo()
          .addKeyValue("client", client.chain().getFirst().getSubjectX500Principal())
          .addKeyValue("reason", e.reason().label())
          .log("connection ends as its client is not trusted any more");
      // Told once, whatever is trusted later.
      open.remove(channel);
      channel.pipeline().fireUserEventTriggered(new TrustEnded());
      var _ =
          channel
              .eventLoop()
              .schedule(() -> end(channel, client), GRACE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nothing follows from how a close goes
  private static void end(Channel channel, Client client) {
    client.connection().closeFor(CloseReason.CLIENT_UNTRUSTED);
    channel.close();
  }

  private static ClientCertificate certificate(X509Certificate leaf) {
    try {
      return new ClientCertificate(
          leaf,
          Sha256.hex(leaf.getEncoded()),
          leaf.getSubjectX500Principal().getName(),
          ServerCertificate.alternativeNames(leaf, URI),
          ServerCertificate.dnsNames(leaf));
    } catch (CertificateException e) {
      throw new IllegalStateException("a parsed certificate has an encoding", e);
    }
  }
}
