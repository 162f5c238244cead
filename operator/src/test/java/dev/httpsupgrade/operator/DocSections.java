package dev.httpsupgrade.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The sections of a page, of which each is about one reason. */
final class DocSections {

  private DocSections() {}

  /**
   * Names of the sections that say what to do, in the order of the page.
   *
   * @param heading how their headings begin, such as {@code ##}
   */
  static List<String> thatSayWhatToDo(String page, String heading) throws IOException {
    return Pattern.compile("(?m)^%s (\\w+)\n\n((?:(?!#).*\n?)*)".formatted(heading))
        .matcher(Files.readString(Path.of("../docs", page)))
        .results()
        .filter(section -> section.group(2).contains("**Do**"))
        .map(section -> section.group(1))
        .toList();
  }
}
