package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes in a text file: {@code \r}, {@code \n}, {@code \t}, {@code \0}, {@code \\}, {@code \xHH},
 * and {@code \{1000 a}} for a thousand times the same.
 */
final class Escaped {

  private static final Pattern REPEATED = Pattern.compile("\\\\\\{(\\d+) ([^}]*)}");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-fA-F]{2}|.)");

  private Escaped() {}

  /** The bytes, a char each. */
  static String bytes(String text) {
    String repeated =
        REPEATED
            .matcher(text)
            .replaceAll(all ->
                Matcher.quoteReplacement(all.group(2).repeat(Integer.parseInt(all.group(1)))));
    return ESCAPE
        .matcher(repeated)
        .replaceAll(escape -> Matcher.quoteReplacement(bytesOf(escape.group(1))));
  }

  private static String bytesOf(String escape) {
    return switch (escape.charAt(0)) {
      case 'r' -> "\r";
      case 'n' -> "\n";
      case 't' -> "\t";
      case '0' -> "\0";
      case '\\' -> "\\";
      case 'x' ->
          new String(new byte[] {(byte) Integer.parseInt(escape.substring(1), 16)}, ISO_8859_1);
      default -> throw new IllegalArgumentException("\\" + escape);
    };
  }
}
