package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.proxy.config.UnusableConfigException;
import dev.httpsupgrade.sidecar.config.TlsConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What new handshakes get: certificates, algorithms and trust, each of which is replaced while
 * connections are open. Those go on with what they began with.
 *
 * <p>Whatever can't be used leaves the last good of its kind in place. All changes are made by one
 * thread at a time, and no event loop waits for it.
 */
public final class ServerTls implements AutoCloseable {

  private final ServedCertificates certificates = new ServedCertificates();
  private final ServerContexts contexts;
  private final TicketKeys ticketKeys;
  private final Clock clock;
  private final CertificateEvents events;
  private final TrustedClients clients;
  private volatile TlsSetup setup;

  // Guarded by this: a context must not be released between being read and being used.
  private @Nullable ReferenceCountedOpenSslContext context;

  /**
   * What it needs of the process.
   *
   * @param random a {@link java.security.SecureRandom} outside tests
   * @param nanoTime a clock as {@link System#nanoTime()} is one
   * @param keyLog where secrets of clients' sessions are written; nowhere if null
   */
  public record Surroundings(
      Clock clock, LongSupplier nanoTime, Random random, @Nullable KeyLog keyLog) {}

  /**
   * Without a certificate as yet; {@link #reload} reads it.
   *
   * @throws UnusableConfigException if the TLS library refuses an algorithm
   */
  public ServerTls(TlsConfig config, Surroundings surroundings, CertificateEvents events)
      throws UnusableConfigException {
    this.clock = surroundings.clock();
    this.events = events;
    this.clients = new TrustedClients(clock);
    this.ticketKeys = new TicketKeys(surroundings.random(), surroundings.nanoTime());
    this.contexts = new ServerContexts(certificates, ticketKeys, clock, surroundings.keyLog());
    this.setup = TlsSetup.of(config, null, events);
    this.context = contexts.forTraffic(config, ClientTrust.NOBODY);
  }

  /** The directories that are to be watched. */
  public Set<Path> directories() {
    return setup.directories();
  }

  /** The default certificate, or null as long as none was loaded. */
  public @Nullable ServerCertificate leaf() {
    Credential current = setup.first().current();
    return current == null ? null : current.certificate();
  }

  /** What is not in use as the files have it, and why; null if all is. */
  public @Nullable String error() {
    return setup.error();
  }

  /** SHA-256 of the files that say who is trusted, empty until some were read; null without any. */
  public @Nullable String clientTrust() {
    TrustFiles trust = setup.trust();
    return trust == null ? null : trust.sha256();
  }

  /** Why handshakes fail, or null if they don't. */
  public @Nullable String unreadyReason() {
    return setup.unreadyReason();
  }

  /** Looks whether files have changed, and uses what they hold now. */
  public void reload() {
    TlsSetup current = setup;
    Instant now = clock.instant();
    reload(current, now);
    if (current.trust() != null && current.trust().reload(now)) {
      replaceTrust(current);
    }
    if (ticketKeys.rotateIfDue()) {
      synchronized (this) {
        if (context != null) {
          ticketKeys.applyTo(context);
        }
      }
    }
  }

  /**
   * Uses another configuration from now on, as a whole or not at all.
   *
   * @throws UnusableConfigException if a directory that it newly names has nothing to be used, or
   *     the TLS library refuses an algorithm
   */
  public void apply(TlsConfig config) throws UnusableConfigException {
    TlsSetup former = setup;
    if (config.equals(former.config())) {
      return;
    }
    TlsSetup next = TlsSetup.of(config, former, events);
    ReferenceCountedOpenSslContext made;
    try {
      next.readNew(former, clock.instant());
      made = contexts.forTraffic(config, next.clientTrust());
    } catch (UnusableConfigException e) {
      next.closeAllBut(former.files());
      throw e;
    }
    setup = next;
    if (!next.files().equals(former.files())) {
      serve(next);
    }
    replace(made);
    former.closeAllBut(next.files());
    if (next.trust() != null) {
      clients.trust(next.clientTrust());
    }
  }

  /** A TLS engine for a client, or null as long as there is no certificate. */
  @Nullable SslHandler newHandler(ByteBufAllocator allocator) {
    ReferenceCountedOpenSslContext current;
    synchronized (this) {
      if (context == null || certificates.isEmpty()) {
        return null;
      }
      current = context;
      current.retain();
    }
    try {
      return current.newHandler(allocator);
    } finally {
      current.release();
    }
  }

  /** The open connections whose clients showed a certificate. */
  TrustedClients clients() {
    return clients;
  }

  /**
   * A context for the admin port, which serves the same certificates.
   *
   * @param trust CAs of the operator's client certificate; nobody's certificate is asked for if
   *     empty
   */
  public ReferenceCountedOpenSslContext adminContext(List<X509Certificate> trust)
      throws UnusableConfigException {
    return contexts.forAdmin(new ClientTrust(trust, List.of()));
  }

  @Override
  public void close() {
    replace(null);
    certificates.replace(ServedCertificates.NONE);
    setup.closeAllBut(List.of());
  }

  private void reload(TlsSetup current, Instant now) {
    var replaced = new ArrayList<Credential>();
    boolean changed = false;
    for (CertificateFiles each : current.files()) {
      Credential former = each.current();
      if (each.reload(now)) {
        changed = true;
        if (former != null) {
          replaced.add(former);
        }
      }
    }
    if (changed) {
      serve(current);
      replaced.forEach(Credential::free);
    }
  }

  private void serve(TlsSetup current) {
    Credential first = current.first().current();
    List<Credential> more = current.more();
    certificates.replace(NameTable.of(first, more, Credential::certificate));
    Stream.concat(Stream.ofNullable(first), more.stream())
        .map(each -> each.certificate().notAfter())
        .min(Comparator.naturalOrder())
        .ifPresent(events::certificateLoaded);
  }

  private void replaceTrust(TlsSetup current) {
    try {
      replace(contexts.forTraffic(current.config(), current.clientTrust()));
      clients.trust(current.clientTrust());
    } catch (UnusableConfigException e) {
      throw new IllegalStateException("these algorithms are in use already", e);
    }
  }

  private void replace(@Nullable ReferenceCountedOpenSslContext next) {
    ReferenceCountedOpenSslContext former;
    synchronized (this) {
      former = context;
      context = next;
    }
    if (former != null) {
      former.release();
    }
  }
}
