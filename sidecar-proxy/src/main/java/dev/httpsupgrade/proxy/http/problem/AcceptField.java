package dev.httpsupgrade.proxy.http.problem;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request's {@code Accept} (RFC 9110 §12.5.1) says about how to tell a problem. */
final class AcceptField {

  private AcceptField() {}

  /** The rendering with the highest weight; of several the first; text if none is named. */
  static Rendering preferred(String value) {
    Rendering preferred = Rendering.TEXT;
    double highest = 0;
    for (String element : value.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = element.split(";", -1);
      Rendering rendering = rendering(parts[0].strip());
      double weight = weight(parts);
      if (rendering != null && weight > highest) {
        preferred = rendering;
        highest = weight;
      }
    }
    return preferred;
  }

  private static @Nullable Rendering rendering(String range) {
    return switch (range) {
      case "text/plain", "text/*", "*/*" -> Rendering.TEXT;
      case "application/json", "application/problem+json", "application/*" -> Rendering.JSON;
      case "text/html", "application/xhtml+xml" -> Rendering.HTML;
      default -> null;
    };
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        return weight(parameter.substring(2));
      }
    }
    return 1;
  }

  /** A weight is 0 to 1 with at most three decimals (RFC 9110 §12.4.2); another one counts as 0. */
  private static double weight(String value) {
    return value.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(value) : 0;
  }
}
