package dev.httpsupgrade.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A conversation of a client and an app, as a file tells it: a sentence, then turns; what a turn
 * sends follows it, indented, and its line breaks are no part of it.
 *
 * @param plainOnly whether it can't be had over TLS, which ends both directions at once
 */
record TransparencyRow(String name, boolean plainOnly, List<Turn> turns) {

  /** One step; each waits for what it answers. */
  sealed interface Turn {
    /** The client sends. */
    record Client(String bytes) implements Turn {}

    /** The client ends its output. */
    record ClientEnds() implements Turn {}

    /** All that the app has sent is awaited. */
    record ClientWaits() implements Turn {}

    record ClientSeesEnd() implements Turn {}

    /**
     * The app sends.
     *
     * @param atOnce when one more head has come, not all that the client has sent
     * @param arrives what the client gets through the sidecar, if that is something safer
     */
    record App(String bytes, boolean atOnce, String arrives) implements Turn {}

    /** The app closes its connection. */
    record AppEnds() implements Turn {}

    /** All that the client has sent is awaited. */
    record AppWaits() implements Turn {}

    record AppSeesEnd() implements Turn {}
  }

  private static final Path FOLDER = Path.of("src/test/resources/transparency");
  private static final Pattern TURN = Pattern.compile("(?m)^(\\w.*)\n((?:  .*\n)*)");

  static List<TransparencyRow> all() throws IOException {
    try (var files = Files.list(FOLDER)) {
      var rows = new ArrayList<TransparencyRow>();
      for (Path file : files.sorted().toList()) {
        rows.add(parse(file.getFileName().toString(), Files.readString(file)));
      }
      return rows;
    }
  }

  private static TransparencyRow parse(String file, String text) {
    var turns = new ArrayList<Turn>();
    boolean plainOnly = false;
    var parts = TURN.matcher(text);
    while (parts.find()) {
      String bytes = Escaped.bytes(parts.group(2).replaceAll("(?m)^  ", "").replace("\n", ""));
      switch (parts.group(1)) {
        case "over plain" -> plainOnly = true;
        case "client" -> turns.add(new Turn.Client(bytes));
        case "client ends" -> turns.add(new Turn.ClientEnds());
        case "client waits" -> turns.add(new Turn.ClientWaits());
        case "client sees end" -> turns.add(new Turn.ClientSeesEnd());
        case "app" -> turns.add(new Turn.App(bytes, false, bytes));
        case "app at once" -> turns.add(new Turn.App(bytes, true, bytes));
        case "client gets" -> {
          var app = (Turn.App) turns.removeLast();
          turns.add(new Turn.App(app.bytes(), app.atOnce(), bytes));
        }
        case "app ends" -> turns.add(new Turn.AppEnds());
        case "app waits" -> turns.add(new Turn.AppWaits());
        case "app sees end" -> turns.add(new Turn.AppSeesEnd());
        default -> throw new IllegalArgumentException(file + ": " + parts.group(1));
      }
    }
    return new TransparencyRow(file.replace(".txt", ""), plainOnly, turns);
  }

  /** Whether the sidecar makes something safer of what the app sends. */
  boolean isMended() {
    return turns.stream()
        .anyMatch(turn -> turn instanceof Turn.App app && !app.bytes().equals(app.arrives()));
  }

  @Override
  public String toString() {
    return name;
  }
}
