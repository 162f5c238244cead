package dev.httpsupgrade.sidecar.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A TLS protocol version; older ones than 1.2 are deprecated by RFC 8996 and can't be chosen. */
public enum TlsVersion {
  /** RFC 5246. */
  @JsonProperty("1.2")
  TLS_1_2,
  /** RFC 8446. */
  @JsonProperty("1.3")
  TLS_1_3
}
