package dev.httpsupgrade.sidecar.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes what {@link JsonReader} reads, a field per line, in the order of the map. */
final class JsonWriter {

  private static final String INDENT = "  ";

  private final StringBuilder out = new StringBuilder();

  private JsonWriter() {}

  static byte[] write(Map<String, Object> object) {
    var writer = new JsonWriter();
    writer.value(object, "\n");
    return writer.out.toString().getBytes(UTF_8);
  }

  private void value(Object value, String lineStart) {
    if (value instanceof Map<?, ?> fields) {
      object(fields, lineStart);
    } else if (value instanceof List<?> values) {
      array(values, lineStart);
    } else if (value instanceof String text) {
      JsonText.append(out, text);
    } else {
      out.append(value);
    }
  }

  private void object(Map<?, ?> fields, String lineStart) {
    String inside = lineStart + INDENT;
    String separator = "";
    out.append('{');
    for (var field : fields.entrySet()) {
      out.append(separator).append(inside);
      JsonText.append(out, String.valueOf(field.getKey()));
      out.append(" : ");
      value(field.getValue(), inside);
      separator = ",";
    }
    out.append(fields.isEmpty() ? " " : lineStart).append('}');
  }

  private void array(List<?> values, String lineStart) {
    out.append("[ ");
    for (Iterator<?> each = values.iterator(); each.hasNext(); ) {
      value(each.next(), lineStart);
      out.append(each.hasNext() ? ", " : " ");
    }
    out.append(']');
  }
}
