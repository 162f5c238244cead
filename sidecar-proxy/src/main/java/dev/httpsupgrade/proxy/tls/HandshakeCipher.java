package dev.httpsupgrade.proxy.tls;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A cipher suite that a handshake can end with, by its IANA name, which is the metric's label. */
public enum HandshakeCipher {
  TLS_AES_128_GCM_SHA256,
  TLS_AES_256_GCM_SHA384,
  TLS_CHACHA20_POLY1305_SHA256,
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
  TLS_RSA_WITH_AES_128_GCM_SHA256,
  TLS_RSA_WITH_AES_256_GCM_SHA384;

  private static final Map<String, HandshakeCipher> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(HandshakeCipher::name, Function.identity()));

  static HandshakeCipher of(String name) {
    HandshakeCipher cipher = BY_NAME.get(name);
    if (cipher == null) {
      throw new IllegalArgumentException(name + " was never offered");
    }
    return cipher;
  }
}
