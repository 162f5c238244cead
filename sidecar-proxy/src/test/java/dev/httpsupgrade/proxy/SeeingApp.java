package dev.httpsupgrade.proxy;

import java.io.IOException;
import java.util.List;

/** An app that tells which requests it has seen, so that a test knows of each that was smuggled. */
interface SeeingApp extends AutoCloseable {

  int port();

  /**
   * Method, target in {@link #printable} form and length of the body of each complete request since
   * the last call, in order.
   */
  List<String> seen() throws IOException;

  @Override
  void close() throws IOException;

  /** With quotes, backslashes and whatever is not ASCII as {@code \xHH}, as nginx logs it. */
  static String printable(String bytes) {
    var text = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        text.append("\\x%02X".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** A line that an app wrote, with the target in origin form. */
  static String normalised(String line) {
    return line.replaceFirst("(?i)^(\\S+) https?://[^/? ]*", "$1 ")
        .replaceFirst("^(\\S+)  ", "$1 / ");
  }
}
