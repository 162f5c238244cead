package dev.httpsupgrade.e2e.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was given on a command line.
 *
 * @param positional arguments without a name
 * @param options values by option, each option perhaps several times
 */
record Arguments(List<String> positional, Map<String, List<String>> options) {

  /**
   * Takes a line apart.
   *
   * @param known the options that the command has; each takes a value
   * @throws IllegalArgumentException if an option is unknown or lacks its value
   */
  static Arguments parse(List<String> line, String... known) {
    var positional = new ArrayList<String>();
    var options = new LinkedHashMap<String, List<String>>();
    for (int i = 0; i < line.size(); i++) {
      String word = line.get(i);
      if (!word.startsWith("--")) {
        positional.add(word);
      } else if (!Set.of(known).contains(word)) {
        throw new IllegalArgumentException(word + ": unknown option");
      } else if (++i == line.size()) {
        throw new IllegalArgumentException(word + ": a value is missing");
      } else {
        options.computeIfAbsent(word, _ -> new ArrayList<>()).add(line.get(i));
      }
    }
    return new Arguments(positional, options);
  }

  List<String> all(String option) {
    return options.getOrDefault(option, List.of());
  }

  @Nullable String last(String option) {
    List<String> values = all(option);
    return values.isEmpty() ? null : values.getLast();
  }

  /** The only argument without a name; anything else is told as that mistake. */
  String onlyPositional(String mistake) {
    if (positional.size() != 1) {
      throw new IllegalArgumentException(mistake);
    }
    return positional.getFirst();
  }

  int number(String option, int fallback) {
    String value = last(option);
    if (value == null) {
      return fallback;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException("%s: %s (expected: a number)".formatted(option, value));
    }
  }
}
