package dev.httpsupgrade.proxy.tls;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a TLS handshake failed; its label is the metric's {@code reason}. */
public enum HandshakeFailure {
  /** No certificate was loaded yet. */
  NO_CERTIFICATE,
  /** Client and configuration, or the certificate's kind of key, have no cipher suite in common. */
  NO_SHARED_CIPHER,
  /** Client and configuration have no group for the key exchange in common. */
  NO_SHARED_GROUP,
  /** The client understands no signature that a certificate for the name can make. */
  NO_SHARED_SIGNATURE,
  /** The client speaks no protocol version that is accepted. */
  UNSUPPORTED_VERSION,
  /** The client refused our certificate. */
  CERTIFICATE_REJECTED,
  /** The client ended the handshake by another alert. */
  CLIENT_ALERT,
  /** A client certificate is required, and none was shown. */
  CLIENT_CERTIFICATE_MISSING,
  /** No CA that is trusted vouches for the client's certificate. */
  CLIENT_CERTIFICATE_UNTRUSTED,
  /** The client's certificate is not valid yet or not any more. */
  CLIENT_CERTIFICATE_EXPIRED,
  /** The client's certificate is on its CA's revocation list. */
  CLIENT_CERTIFICATE_REVOKED,
  /** Whether the client's certificate was revoked can't be told: no list of its CA is current. */
  CLIENT_CERTIFICATE_REVOCATION_UNKNOWN,
  /** The client's certificate is not for TLS clients. */
  CLIENT_CERTIFICATE_PURPOSE,
  /** What the client sent is not TLS, or violates the protocol. */
  PROTOCOL_ERROR,
  /** The handshake took too long, with the time that it waited for its turn. */
  TIMEOUT,
  /** The client left. */
  ABORTED,
  /** A defect of this proxy. */
  INTERNAL_ERROR;

  /** BoringSSL's names for what failed, as its errors end with them. */
  private static final Map<String, HandshakeFailure> BY_LIBRARY_REASON =
      Map.ofEntries(
          Map.entry("NO_SHARED_CIPHER", NO_SHARED_CIPHER),
          Map.entry("NO_CIPHER_MATCH", NO_SHARED_CIPHER),
          Map.entry("NO_SHARED_GROUP", NO_SHARED_GROUP),
          Map.entry("NO_COMMON_SIGNATURE_ALGORITHMS", NO_SHARED_SIGNATURE),
          Map.entry("UNSUPPORTED_PROTOCOL", UNSUPPORTED_VERSION),
          Map.entry("INAPPROPRIATE_FALLBACK", UNSUPPORTED_VERSION),
          Map.entry("TLSV1_ALERT_PROTOCOL_VERSION", UNSUPPORTED_VERSION),
          Map.entry("PEER_DID_NOT_RETURN_A_CERTIFICATE", CLIENT_CERTIFICATE_MISSING),
          Map.entry("SSLV3_ALERT_BAD_CERTIFICATE", CERTIFICATE_REJECTED),
          Map.entry("SSLV3_ALERT_UNSUPPORTED_CERTIFICATE", CERTIFICATE_REJECTED),
          Map.entry("SSLV3_ALERT_CERTIFICATE_REVOKED", CERTIFICATE_REJECTED),
          Map.entry("SSLV3_ALERT_CERTIFICATE_EXPIRED", CERTIFICATE_REJECTED),
          Map.entry("SSLV3_ALERT_CERTIFICATE_UNKNOWN", CERTIFICATE_REJECTED),
          Map.entry("TLSV1_ALERT_UNKNOWN_CA", CERTIFICATE_REJECTED),
          Map.entry("TLSV1_ALERT_ACCESS_DENIED", CERTIFICATE_REJECTED),
          Map.entry("TLSV1_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE", CERTIFICATE_REJECTED));

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }

  /** What is behind the exception with which a handshake ended. */
  static HandshakeFailure of(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UntrustedClientException untrusted) {
        return untrusted.reason();
      }
    }
    return switch (failure) {
      case SSLException e -> ofLibrary(String.valueOf(e.getMessage()));
      case ClosedChannelException _ -> ABORTED;
      case IOException _ -> ABORTED;
      default -> INTERNAL_ERROR;
    };
  }

  private static HandshakeFailure ofLibrary(String message) {
    String reason = message.substring(message.lastIndexOf(':') + 1);
    HandshakeFailure known = BY_LIBRARY_REASON.get(reason);
    if (known != null) {
      return known;
    }
    return reason.contains("_ALERT_") ? CLIENT_ALERT : PROTOCOL_ERROR;
  }
}
