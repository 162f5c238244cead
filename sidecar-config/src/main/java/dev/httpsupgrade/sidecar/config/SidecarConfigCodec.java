package dev.httpsupgrade.sidecar.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads and writes {@link SidecarConfig} as JSON.
 *
 * <p>Strict: an unknown or doubled field and a value of the wrong type are refused, so that a
 * typing error never silently means a default. Only a newer minor version may have unknown fields.
 */
public final class SidecarConfigCodec {

  private static final String VERSION = "version";

  /** A message that begins with the field's name, as those of our records do. */
  private static final Pattern NAMES_FIELD = Pattern.compile("[\\w.\\[\\]]+: .*");

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              config -> {
                config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
              })
          .build();

  private SidecarConfigCodec() {}

  /**
   * Parses and validates a configuration.
   *
   * @throws InvalidSidecarConfigException if it is not JSON, misses or doubles a field, has a value
   *     out of range, or is of another major version
   */
  public static SidecarConfig parse(byte[] json) throws InvalidSidecarConfigException {
    try {
      JsonNode tree = STRICT.readTree(json);
      ConfigVersion version = versionOf(tree);
      if (!ConfigVersion.CURRENT.reads(version)) {
        throw new InvalidSidecarConfigException(
            "version: %s (expected: %d.x)".formatted(version, ConfigVersion.CURRENT.major()));
      }
      ((ObjectNode) tree).remove(VERSION);
      return STRICT
          .readerFor(SidecarConfig.class)
          .with(
              ConfigVersion.CURRENT.isOlderThan(version)
                  ? STRICT
                      .getDeserializationConfig()
                      .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                  : STRICT.getDeserializationConfig())
          .readValue(tree);
    } catch (JsonProcessingException e) {
      throw new InvalidSidecarConfigException(messageOf(e));
    } catch (java.io.IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** The configuration as JSON, the same bytes for equal configurations. */
  public static byte[] write(SidecarConfig config) {
    try {
      ObjectNode tree = STRICT.createObjectNode().put(VERSION, ConfigVersion.CURRENT.toString());
      tree.setAll(STRICT.<ObjectNode>valueToTree(config));
      return STRICT.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  private static ConfigVersion versionOf(JsonNode tree) throws InvalidSidecarConfigException {
    JsonNode version = tree.path(VERSION);
    if (!version.isTextual()) {
      throw new InvalidSidecarConfigException(
          "version: %s (expected: \"%s\")"
              .formatted(version.isMissingNode() ? "missing" : version, ConfigVersion.CURRENT));
    }
    try {
      return ConfigVersion.parse(version.textValue());
    } catch (IllegalArgumentException e) {
      throw new InvalidSidecarConfigException(String.valueOf(e.getMessage()));
    }
  }

  private static String messageOf(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping)) {
      var at = e.getLocation();
      return at == null
          ? "not JSON: " + e.getOriginalMessage()
          : "line %d: not JSON: %s".formatted(at.getLineNr(), e.getOriginalMessage());
    }
    String path = pathOf(mapping.getPath());
    if (mapping instanceof InvalidTypeIdException union) {
      return "%s.mode: %s (expected: pass, redirect or refuse)"
          .formatted(path, union.getTypeId() == null ? "missing" : union.getTypeId());
    }
    if (mapping instanceof UnrecognizedPropertyException unknown) {
      return "%s: unknown field (expected: one of %s)"
          .formatted(path, unknown.getKnownPropertyIds());
    }
    if (mapping.getCause() instanceof IllegalArgumentException invalid) {
      String own = String.valueOf(invalid.getMessage());
      if (path.isEmpty()) {
        return own;
      }
      return path + (NAMES_FIELD.matcher(own).matches() ? "." : ": ") + own;
    }
    return "%s: %s".formatted(path, mapping.getOriginalMessage());
  }

  private static String pathOf(List<JsonMappingException.Reference> references) {
    var path = new StringBuilder();
    for (var reference : references) {
      if (reference.getIndex() >= 0) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.toString();
  }
}
