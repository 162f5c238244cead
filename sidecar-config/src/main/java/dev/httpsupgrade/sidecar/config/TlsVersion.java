package dev.httpsupgrade.sidecar.config;

import com.fasterxml.jackson.annotation.JsonValue;

/** A TLS protocol version; older ones than 1.2 are deprecated by RFC 8996 and can't be chosen. */
public enum TlsVersion {
  /** RFC 5246. */
  TLS_1_2("1.2"),
  /** RFC 8446. */
  TLS_1_3("1.3");

  private final String text;

  TlsVersion(String text) {
    this.text = text;
  }

  /** As in the configuration. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
