package dev.httpsupgrade.sidecar.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes of records what {@link RecordReader} reads; what is absent is left out. */
final class RecordWriter {

  private RecordWriter() {}

  /** The components in their order; of a sealed interface's record the mode first. */
  static Map<String, Object> fields(Record from) {
    var fields = new LinkedHashMap<String, Object>();
    for (Class<?> type : from.getClass().getInterfaces()) {
      if (type.isSealed()) {
        fields.put(RecordReader.MODE, RecordReader.modeOf(from.getClass()));
      }
    }
    for (RecordComponent component : from.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(from);
        if (value != null) {
          fields.put(component.getName(), json(value));
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(component + " can't be read", e);
      }
    }
    return fields;
  }

  private static Object json(Object value) {
    if (value instanceof Record one && !(value instanceof Cidr)) {
      return fields(one);
    }
    if (value instanceof List<?> values) {
      return values.stream().map(RecordWriter::json).toList();
    }
    return value instanceof Number || value instanceof Boolean ? value : value.toString();
  }
}
