package dev.httpsupgrade.sidecar.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether clients show a certificate.
 *
 * @param mode what is asked of them
 * @param directory absolute path of the directory that holds {@code ca.crt}, the PEM certificates
 *     of the CAs that are trusted, and optionally {@code ca.crl}, PEM revocation lists (RFC 5280
 *     §5) of those CAs; read again whenever it changes; needed unless mode is {@code none}
 * @param revision changes with those files, where whoever writes them wants to see in {@link
 *     SidecarStatus} which ones came with the configuration in use; may be absent
 */
public record ClientAuth(Mode mode, @Nullable String directory, @Nullable String revision) {

  /** What is asked of clients. */
  public enum Mode {
    /** Nothing. */
    NONE,
    /** A certificate, if they have one; one that is not trusted ends the handshake. */
    OPTIONAL,
    /** A certificate; without one that is trusted the handshake fails. */
    REQUIRED;

    /** As in the configuration. */
    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static final ClientAuth NONE = new ClientAuth(Mode.NONE, null);

  public ClientAuth {
    Checks.present("mode", mode);
    if (directory != null) {
      Checks.absolute("directory", directory);
    } else if (mode != Mode.NONE) {
      Checks.present("directory", directory);
    }
  }

  /** Without a revision. */
  public ClientAuth(Mode mode, @Nullable String directory) {
    this(mode, directory, null);
  }
}
