package dev.httpsupgrade.sidecar.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Constructs records from JSON objects that have the names of their components.
 *
 * <p>No value is changed into another type. A component that is left out is null: the record's own
 * constructor says what its default is, or that it is missing. Of a sealed interface's records the
 * field {@value #MODE} names the one that is meant.
 */
final class RecordReader {

  static final String MODE = "mode";

  private final boolean unknownIgnored;

  RecordReader(boolean unknownIgnored) {
    this.unknownIgnored = unknownIgnored;
  }

  /**
   * Reads a record and all in it.
   *
   * @throws InvalidSidecarConfigException naming the field's path, what it is and what is expected
   */
  <T extends Record> T read(Class<T> type, Map<String, @Nullable Object> fields)
      throws InvalidSidecarConfigException {
    return type.cast(record(type, fields, ""));
  }

  private Object record(Class<?> type, Map<?, ?> fields, String path)
      throws InvalidSidecarConfigException {
    RecordComponent[] components = type.getRecordComponents();
    if (!unknownIgnored) {
      refuseUnknown(components, fields, path);
    }
    var types = new Class<?>[components.length];
    var values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      types[i] = components[i].getType();
      values[i] = value(components[i].getGenericType(), fields.get(name), below(path, name));
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException invalid) {
        throw new InvalidSidecarConfigException(below(path, String.valueOf(invalid.getMessage())));
      }
      throw new IllegalStateException(type + " can't be constructed", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " has no canonical constructor for us", e);
    }
  }

  private @Nullable Object value(Type type, @Nullable Object json, String path)
      throws InvalidSidecarConfigException {
    if (type instanceof ParameterizedType list) {
      return json == null ? null : list(list.getActualTypeArguments()[0], json, path);
    }
    var plain = (Class<?>) type;
    if (json == null) {
      if (plain.isPrimitive()) {
        throw new InvalidSidecarConfigException(path + ": missing");
      }
      return null;
    }
    if (plain == int.class) {
      return cast(Integer.class, json, path, "a whole number");
    }
    if (plain == boolean.class) {
      return cast(Boolean.class, json, path, "true or false");
    }
    if (plain.isRecord() && plain != Cidr.class) {
      return record(plain, cast(Map.class, json, path, "an object"), path);
    }
    if (plain.isSealed()) {
      return union(plain, cast(Map.class, json, path, "an object"), path);
    }
    return text(plain, cast(String.class, json, path, "a string"), path);
  }

  private List<Object> list(Type type, Object json, String path)
      throws InvalidSidecarConfigException {
    var values = new ArrayList<Object>();
    for (Object one : cast(List.class, json, path, "a list")) {
      String place = "%s[%d]".formatted(path, values.size());
      Object value = value(type, one, place);
      if (value == null) {
        throw new InvalidSidecarConfigException(place + ": missing");
      }
      values.add(value);
    }
    return values;
  }

  private Object union(Class<?> type, Map<?, ?> fields, String path)
      throws InvalidSidecarConfigException {
    var modes = new ArrayList<String>();
    for (Class<?> alternative : type.getPermittedSubclasses()) {
      String mode = modeOf(alternative);
      if (mode.equals(fields.get(MODE))) {
        var others = new HashMap<Object, @Nullable Object>(fields);
        others.remove(MODE);
        return record(alternative, others, path);
      }
      modes.add(mode);
    }
    throw unexpected(below(path, MODE), fields.get(MODE), "one of " + modes);
  }

  private static Object text(Class<?> type, String text, String path)
      throws InvalidSidecarConfigException {
    if (type == String.class) {
      return text;
    }
    if (type == Cidr.class) {
      try {
        return Cidr.parse(text);
      } catch (IllegalArgumentException e) {
        throw new InvalidSidecarConfigException(path + ": " + e.getMessage());
      }
    }
    Object[] constants = type.getEnumConstants();
    for (Object constant : constants) {
      if (constant.toString().equals(text)) {
        return constant;
      }
    }
    throw unexpected(path, text, "one of " + Arrays.toString(constants));
  }

  private static void refuseUnknown(RecordComponent[] components, Map<?, ?> fields, String path)
      throws InvalidSidecarConfigException {
    List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (Object name : fields.keySet()) {
      if (!known.contains(name)) {
        throw new InvalidSidecarConfigException(
            "%s: unknown field (expected: one of %s)"
                .formatted(below(path, String.valueOf(name)), known));
      }
    }
  }

  private static <T> T cast(Class<T> type, Object json, String path, String expected)
      throws InvalidSidecarConfigException {
    if (!type.isInstance(json)) {
      throw unexpected(path, json instanceof String text ? '"' + text + '"' : json, expected);
    }
    return type.cast(json);
  }

  private static InvalidSidecarConfigException unexpected(
      String path, @Nullable Object value, String expected) {
    return new InvalidSidecarConfigException(
        "%s: %s (expected: %s)".formatted(path, value == null ? "missing" : value, expected));
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The value of {@link #MODE} that means this record. */
  static String modeOf(Class<?> alternative) {
    return alternative.getSimpleName().toLowerCase(Locale.ROOT);
  }
}
