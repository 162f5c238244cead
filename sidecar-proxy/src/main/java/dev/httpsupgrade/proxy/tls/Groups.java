package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.sidecar.config.NamedGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Groups for the key exchange by BoringSSL's names, which are not IANA's. */
final class Groups {

  private Groups() {}

  static String[] names(List<NamedGroup> groups) {
    return groups.stream().map(Groups::name).toArray(String[]::new);
  }

  /** The group of a session; null if it has none. */
  static @Nullable NamedGroup of(@Nullable String name) {
    for (NamedGroup group : NamedGroup.values()) {
      if (name(group).equals(name)) {
        return group;
      }
    }
    return null;
  }

  private static String name(NamedGroup group) {
    return switch (group) {
      case X25519_MLKEM768 -> "X25519MLKEM768";
      case X25519 -> "X25519";
      case SECP256R1 -> "P-256";
      case SECP384R1 -> "P-384";
      case SECP521R1 -> "P-521";
    };
  }
}
