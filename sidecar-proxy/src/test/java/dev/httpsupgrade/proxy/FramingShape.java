package dev.httpsupgrade.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One way in which two parsers may disagree on a request, as a file tells it: a sentence, what has
 * to become of it, an empty line, and the bytes, whose line breaks are no part of them.
 *
 * @param bytes what a client sends, a char per byte
 */
record FramingShape(String name, Outcome outcome, String bytes) {

  /**
   * What has to become of it.
   *
   * @param passes the requests that reach the app, as {@link SeeingApp} tells them
   * @param cuts whether the app may see the head of one more, never its end
   * @param refusedBy the apps that take it for an error themselves
   */
  record Outcome(
      List<String> passes, boolean cuts, boolean tlsOnly, Set<String> refusedBy, End end) {}

  /** What becomes of the client's connection after the last of the answers. */
  sealed interface End {
    /** It takes another request. */
    record Keeps() implements End {}

    /** It is closed. */
    record Closes(String reason) implements End {}

    /** It is closed after an answer of ours. */
    record Refused(int status, String reason) implements End {}

    /** Nothing, until the client leaves: there is more to come. */
    record Left(String reason) implements End {}
  }

  private static final Path FOLDER = Path.of("src/test/resources/framing");

  static List<FramingShape> all() throws IOException {
    try (var files = Files.list(FOLDER)) {
      var shapes = new ArrayList<FramingShape>();
      for (Path file : files.sorted().toList()) {
        shapes.add(parse(file.getFileName().toString(), Files.readString(file)));
      }
      return shapes;
    }
  }

  static FramingShape parse(String file, String text) {
    int bytes = text.indexOf("\n\n");
    List<String> head = text.substring(0, bytes).lines().toList();
    if (!head.getFirst().startsWith("# ")) {
      throw new IllegalArgumentException(file + ": no sentence");
    }
    return new FramingShape(
        file.replace(".txt", ""),
        outcome(file, head.subList(1, head.size())),
        Escaped.bytes(text.substring(bytes + 2).replace("\n", "")));
  }

  private static Outcome outcome(String file, List<String> lines) {
    var passes = new ArrayList<String>();
    var refusedBy = new TreeSet<String>();
    boolean cuts = false;
    boolean tlsOnly = false;
    End end = new End.Left("nothing");
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "passes" -> passes.add(SeeingApp.printable(Escaped.bytes(line.substring(7))));
        case "cuts" -> cuts = true;
        case "over" -> tlsOnly = words[1].equals("tls");
        case "refused-by" -> refusedBy.addAll(List.of(words).subList(1, words.length));
        case "keeps" -> end = new End.Keeps();
        case "closes" -> end = new End.Closes(words[1]);
        case "refused" -> end = new End.Refused(Integer.parseInt(words[1]), words[2]);
        case "left" -> end = new End.Left(words[1]);
        default -> throw new IllegalArgumentException(file + ": " + line);
      }
    }
    return new Outcome(passes, cuts, tlsOnly, refusedBy, end);
  }

  @Override
  public String toString() {
    return name;
  }
}
