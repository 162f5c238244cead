package dev.httpsupgrade.sidecar.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@link SidecarConfig} as JSON.
 *
 * <p>Strict: an unknown or doubled field and a value of the wrong type are refused, so that a
 * typing error never silently means a default. Only a newer minor version may have unknown fields.
 */
public final class SidecarConfigCodec {

  private static final String VERSION = "version";

  private SidecarConfigCodec() {}

  /**
   * Parses and validates a configuration.
   *
   * @throws InvalidSidecarConfigException if it is not JSON, misses or doubles a field, has a value
   *     out of range, or is of another major version
   */
  public static SidecarConfig parse(byte[] json) throws InvalidSidecarConfigException {
    Map<String, @Nullable Object> fields = JsonReader.read(json);
    ConfigVersion version = version(fields.remove(VERSION));
    if (!ConfigVersion.CURRENT.reads(version)) {
      throw new InvalidSidecarConfigException(
          "version: %s (expected: %d.x)".formatted(version, ConfigVersion.CURRENT.major()));
    }
    boolean mayHaveUnknown = ConfigVersion.CURRENT.isOlderThan(version);
    return new RecordReader(mayHaveUnknown).read(SidecarConfig.class, fields);
  }

  /** The configuration as JSON, the same bytes for equal configurations. */
  public static byte[] write(SidecarConfig config) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put(VERSION, ConfigVersion.CURRENT.toString());
    fields.putAll(RecordWriter.fields(config));
    return JsonWriter.write(fields);
  }

  private static ConfigVersion version(@Nullable Object value)
      throws InvalidSidecarConfigException {
    if (!(value instanceof String text)) {
      throw new InvalidSidecarConfigException(
          "version: %s (expected: \"%s\")"
              .formatted(value == null ? "missing" : value, ConfigVersion.CURRENT));
    }
    try {
      return ConfigVersion.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidSidecarConfigException(String.valueOf(e.getMessage()));
    }
  }
}
