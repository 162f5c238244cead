package dev.httpsupgrade.proxy.tls;

import java.time.Instant;

/** What is counted of certificates and handshakes; thread-safe. */
public interface CertificateEvents {

  /** A certificate is served from now on. */
  void certificateLoaded(Instant notAfter);

  /** A new certificate was not taken; the last good one is served on. */
  void certificateRefused();

  void handshakeFailed();
}
