package dev.httpsupgrade.proxy.tls;

import java.time.Instant;

/** What is counted of the files that TLS is spoken with; thread-safe. */
public interface CertificateEvents {

  /**
   * A certificate is served from now on.
   *
   * @param notAfter when the first of all served leafs expires
   */
  void certificateLoaded(Instant notAfter);

  /** A new certificate was not taken; the last good one is served on. */
  void certificateRefused();

  /** Other CAs or revocation lists decide about clients from now on. */
  void clientTrustLoaded();

  /** New CAs or revocation lists were not taken; the last good ones decide. */
  void clientTrustRefused();
}
