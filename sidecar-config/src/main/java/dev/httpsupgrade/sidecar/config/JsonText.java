package dev.httpsupgrade.sidecar.config;

/** Strings of JSON (RFC 8259 §7). */
public final class JsonText {

  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /** Appends a string in quotation marks, with what must be escaped, and no more, escaped. */
  public static void append(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
