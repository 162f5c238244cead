package dev.httpsupgrade.sidecar.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** A group for the key exchange (RFC 8446 §4.2.7), by its IANA name. */
public enum NamedGroup {
  /** Hybrid with ML-KEM: what is recorded today stays secret from a quantum computer. */
  X25519_MLKEM768("X25519MLKEM768"),
  X25519("x25519"),
  SECP256R1("secp256r1"),
  SECP384R1("secp384r1"),
  SECP521R1("secp521r1");

  static final List<NamedGroup> INTERMEDIATE =
      List.of(X25519_MLKEM768, X25519, SECP256R1, SECP384R1);

  private final String text;

  NamedGroup(String text) {
    this.text = text;
  }

  /** As in the configuration. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
