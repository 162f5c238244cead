package dev.httpsupgrade.e2e.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS as the command line asks for it; certificates and keys are PEM.
 *
 * @param ca whom to trust; null trusts anyone and verifies no name
 * @param cert what to show if the server asks, together with {@code key}
 * @param key private key of {@code cert}
 * @param version 1.2 or 1.3 to allow that one alone; null for the JDK's choice
 */
record TlsSettings(
    @Nullable String ca, @Nullable String cert, @Nullable String key, @Nullable String version) {

  static final TlsSettings TRUSTING_ANYONE = new TlsSettings(null, null, null, null);

  static TlsSettings trusting(String ca) {
    return new TlsSettings(ca, null, null, null);
  }

  static TlsSettings of(Arguments arguments) {
    return new TlsSettings(
        content(arguments.last("--ca")),
        content(arguments.last("--cert")),
        content(arguments.last("--key")),
        arguments.last("--tls"));
  }

  /** A value is PEM itself or the file that holds it. */
  private static @Nullable String content(@Nullable String value) {
    if (value == null || value.startsWith("-----BEGIN")) {
      return value;
    }
    try {
      return Files.readString(Path.of(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
