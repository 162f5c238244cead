package dev.httpsupgrade.proxy.http.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.HashSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes an answer's head anew as strict parsers want it, where old apps are known to be loose and
 * there is one safe reading: lines that end with LF alone (RFC 9112 §2.2), space before the colon
 * (§5.1), folded lines (§5.2), {@code Transfer-Encoding: identity} (gone since RFC 7230), one
 * {@code Content-Length} said twice (RFC 9110 §8.6) or beside chunks (RFC 9112 §6.3). All else is
 * left for the parser to refuse.
 */
public final class LenientHead {

  private static final Pattern LINE_END = Pattern.compile("\r?\n");
  private static final Pattern FOLD = Pattern.compile("[ \t]*\n[ \t]+");
  private static final Pattern CHUNKED =
      Pattern.compile("(?im)^transfer-encoding[ \t]*:.*\\bchunked[ \t]*$");
  private static final Pattern FIELD = Pattern.compile("([^\\s:]+)[ \t]*:(.*)");

  private LenientHead() {}

  /**
   * Replaces the head in {@code head.bytes()[0..end)}, the empty line included.
   *
   * @return where it ends now
   */
  public static int normalize(Head head, int end) {
    String text = LINE_END.matcher(new String(head.bytes(), 0, end, ISO_8859_1)).replaceAll("\n");
    int fields = text.indexOf('\n') + 1;
    var lines = new StringBuilder().append(text, 0, fields - 1).append("\r\n");
    var lengths = new HashSet<String>();
    boolean chunked = CHUNKED.matcher(text).find();
    for (String line : FOLD.matcher(text.substring(fields)).replaceAll(" ").split("\n", -1)) {
      if (line.isEmpty()) {
        break;
      }
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        lines.append(line).append("\r\n");
        continue;
      }
      String name = field.group(1);
      String value = field.group(2);
      if (name.equalsIgnoreCase("content-length")) {
        value = " " + once(value.strip());
      }
      boolean said = name.equalsIgnoreCase("content-length") && (chunked || !lengths.add(value));
      boolean identity =
          name.equalsIgnoreCase("transfer-encoding") && value.strip().equalsIgnoreCase("identity");
      if (!said && !identity) {
        lines.append(name).append(':').append(value).append("\r\n");
      }
    }
    byte[] normal = lines.append("\r\n").toString().getBytes(ISO_8859_1);
    System.arraycopy(normal, 0, head.room(normal.length), 0, normal.length);
    return normal.length;
  }

  /** The element of a list whose elements are all the same; the list itself if they are not. */
  private static String once(String list) {
    String[] elements = list.split("[ \t]*,[ \t]*", -1);
    return Arrays.stream(elements).distinct().count() == 1 ? elements[0] : list;
  }
}
