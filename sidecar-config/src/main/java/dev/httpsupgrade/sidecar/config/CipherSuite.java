package dev.httpsupgrade.sidecar.config;

import java.util.List;

/** A cipher suite of TLS 1.2, by its IANA name. */
public enum CipherSuite {
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
  /** For clients before about 2013. */
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
  /** For clients before about 2013. */
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
  /** For clients before about 2013. */
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
  /** For clients before about 2013. */
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
  /** Without forward secrecy. */
  TLS_RSA_WITH_AES_128_GCM_SHA256,
  /** Without forward secrecy. */
  TLS_RSA_WITH_AES_256_GCM_SHA384;

  /** Those of Mozilla's "intermediate" but for finite-field Diffie-Hellman. */
  static final List<CipherSuite> INTERMEDIATE =
      List.of(
          TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
          TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
          TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
          TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
          TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
          TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256);
}
