package dev.httpsupgrade.e2e.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What load to make.
 *
 * @param plain where plain requests go
 * @param https where the other half goes while HTTPS takes part
 * @param ca whom to trust from the start; null lets HTTPS join in later or never
 * @param rate requests per second, in total
 * @param duration when to end by itself
 */
record LoadSettings(
    Target plain, @Nullable Target https, @Nullable String ca, int rate, Duration duration) {

  static final String HELP =
      """
        --plain URL    where plain requests go; the server must echo the query in its body
        --https URL    where half of the requests go while HTTPS takes part
        --ca PEM       whom to trust, as a file or literally; HTTPS takes part from the start
        --rate N       requests per second, in total (default 200)
        --seconds N    end after that time (default 3600)
      """;

  static LoadSettings parse(List<String> line) {
    var arguments = Arguments.parse(line, "--plain", "--https", "--ca", "--rate", "--seconds");
    String plain = arguments.last("--plain");
    String https = arguments.last("--https");
    if (plain == null || !arguments.positional().isEmpty()) {
      throw new IllegalArgumentException("load: --plain is needed, and no argument without a name");
    }
    return new LoadSettings(
        Target.of(plain),
        https == null ? null : Target.of(https),
        TlsSettings.of(arguments).ca(),
        arguments.number("--rate", 200),
        Duration.ofSeconds(arguments.number("--seconds", 3600)));
  }
}
