package dev.httpsupgrade.sidecar.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** A group for the key exchange (RFC 8446 §4.2.7), by its IANA name. */
public enum NamedGroup {
  /** Hybrid with ML-KEM: what is recorded today stays secret from a quantum computer. */
  @JsonProperty("X25519MLKEM768")
  X25519_MLKEM768,
  @JsonProperty("x25519")
  X25519,
  @JsonProperty("secp256r1")
  SECP256R1,
  @JsonProperty("secp384r1")
  SECP384R1,
  @JsonProperty("secp521r1")
  SECP521R1;

  static final List<NamedGroup> INTERMEDIATE =
      List.of(X25519_MLKEM768, X25519, SECP256R1, SECP384R1);
}
