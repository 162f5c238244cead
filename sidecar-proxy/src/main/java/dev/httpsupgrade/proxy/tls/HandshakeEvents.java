package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.sidecar.config.NamedGroup;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import org.jspecify.annotations.Nullable;

/** What is counted of handshakes; thread-safe and cheap. */
public interface HandshakeEvents {

  /**
   * A handshake is complete.
   *
   * @param group of the key exchange; null if the cipher suite has none
   * @param resumed whether an earlier session went on, without a signature
   */
  void handshakeCompleted(
      TlsVersion version, HandshakeCipher cipher, @Nullable NamedGroup group, boolean resumed);

  void handshakeFailed(HandshakeFailure reason);
}
