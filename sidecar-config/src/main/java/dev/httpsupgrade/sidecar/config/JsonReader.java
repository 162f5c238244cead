package dev.httpsupgrade.sidecar.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object (RFC 8259) into maps, lists, strings, numbers and booleans.
 *
 * <p>A library would be the first thing that a sidecar starts, and the largest: Jackson takes
 * longer than all the rest of the start.
 */
final class JsonReader {

  /** Far more than a configuration has, and far less than a stack holds. */
  private static final int MAX_DEPTH = 64;

  private static final char END = '\uffff';

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads an object to the end of the text.
   *
   * @throws InvalidSidecarConfigException naming the line, if it is something else or has a name
   *     twice
   */
  static Map<String, @Nullable Object> read(byte[] json) throws InvalidSidecarConfigException {
    var reader = new JsonReader(decode(json));
    reader.skipSpace();
    reader.expect('{');
    Map<String, @Nullable Object> object = reader.object();
    reader.skipSpace();
    if (reader.peek() != END) {
      throw reader.unexpected("the end");
    }
    return object;
  }

  private static String decode(byte[] json) throws InvalidSidecarConfigException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidSidecarConfigException("not JSON: not UTF-8");
    }
  }

  private @Nullable Object value() throws InvalidSidecarConfigException {
    skipSpace();
    return switch (peek()) {
      case '{' -> {
        at++;
        yield object();
      }
      case '[' -> {
        at++;
        yield array();
      }
      case '"' -> string();
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw unexpected("a value");
    };
  }

  private Map<String, @Nullable Object> object() throws InvalidSidecarConfigException {
    deeper();
    var fields = new LinkedHashMap<String, @Nullable Object>();
    skipSpace();
    if (!skip('}')) {
      do {
        skipSpace();
        String name = string();
        if (fields.containsKey(name)) {
          throw invalid("field \"" + name + "\" twice");
        }
        skipSpace();
        expect(':');
        fields.put(name, value());
        skipSpace();
      } while (skip(','));
      expect('}');
    }
    depth--;
    return fields;
  }

  private List<@Nullable Object> array() throws InvalidSidecarConfigException {
    deeper();
    var values = new ArrayList<@Nullable Object>();
    skipSpace();
    if (!skip(']')) {
      do {
        values.add(value());
        skipSpace();
      } while (skip(','));
      expect(']');
    }
    depth--;
    return values;
  }

  private String string() throws InvalidSidecarConfigException {
    expect('"');
    var string = new StringBuilder();
    while (peek() != '"') {
      char next = peek();
      if (next < ' ' || next == END) {
        throw unexpected("the rest of a string");
      }
      at++;
      string.append(next == '\\' ? escaped() : next);
    }
    at++;
    return string.toString();
  }

  private char escaped() throws InvalidSidecarConfigException {
    char escape = peek();
    at++;
    return switch (escape) {
      case '"', '\\', '/' -> escape;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> codeUnit();
      default -> {
        at--;
        throw unexpected("an escaped character");
      }
    };
  }

  private char codeUnit() throws InvalidSidecarConfigException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      if (!HexFormat.isHexDigit(peek())) {
        throw unexpected("a hexadecimal digit");
      }
      unit = unit << 4 | HexFormat.fromHexDigit(peek());
      at++;
    }
    return (char) unit;
  }

  /** An Integer if it is one, for no configuration has other numbers. */
  private Number number() throws InvalidSidecarConfigException {
    int start = at;
    skip('-');
    if (!skip('0')) {
      digits();
    }
    boolean whole = true;
    if (skip('.')) {
      digits();
      whole = false;
    }
    if (skip('e') || skip('E')) {
      if (!skip('+')) {
        skip('-');
      }
      digits();
      whole = false;
    }
    double value = Double.parseDouble(text.substring(start, at));
    if (!whole || value != (long) value) {
      return value;
    }
    return value == (int) value ? (Number) (int) value : (Number) (long) value;
  }

  private void digits() throws InvalidSidecarConfigException {
    if (peek() < '0' || peek() > '9') {
      throw unexpected("a digit");
    }
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
  }

  private @Nullable Object literal(String name, @Nullable Boolean value)
      throws InvalidSidecarConfigException {
    if (!text.startsWith(name, at)) {
      throw unexpected("a value");
    }
    at += name.length();
    return value;
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
      at++;
    }
  }

  private boolean skip(char wanted) {
    boolean there = peek() == wanted;
    if (there) {
      at++;
    }
    return there;
  }

  private void expect(char wanted) throws InvalidSidecarConfigException {
    if (!skip(wanted)) {
      throw unexpected("'" + wanted + "'");
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private void deeper() throws InvalidSidecarConfigException {
    depth++;
    if (depth > MAX_DEPTH) {
      throw invalid("more than " + MAX_DEPTH + " levels");
    }
  }

  private InvalidSidecarConfigException unexpected(String expected) {
    char next = peek();
    return invalid(
        (next == END ? "the end" : next < ' ' ? "a control character" : "'" + next + "'")
            + " (expected: "
            + expected
            + ")");
  }

  private InvalidSidecarConfigException invalid(String what) {
    long line =
        text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count() + 1;
    return new InvalidSidecarConfigException("line %d: not JSON: %s".formatted(line, what));
  }
}
