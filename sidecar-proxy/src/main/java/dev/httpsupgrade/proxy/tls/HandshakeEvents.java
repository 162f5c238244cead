package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.sidecar.config.NamedGroup;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import org.jspecify.annotations.Nullable;

/** What is counted of handshakes; thread-safe and cheap. */
public interface HandshakeEvents {

  /**
   * What a handshake ended with.
   *
   * @param group of the key exchange; null if there was none
   * @param resumed whether an earlier session went on, without a signature
   */
  record Completed(
      TlsVersion version, HandshakeCipher cipher, @Nullable NamedGroup group, boolean resumed) {}

  /**
   * A handshake is complete.
   *
   * @param nanos since the client's first byte, with the wait for its turn
   */
  void handshakeCompleted(Completed handshake, long nanos);

  void handshakeFailed(HandshakeFailure reason);
}
