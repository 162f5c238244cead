package dev.httpsupgrade.operator;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line on a field of the CRD: type, whether it is required, default and limits. */
final class FieldFacts {

  private FieldFacts() {}

  static String of(JSONSchemaProps field, boolean required) {
    var facts = new ArrayList<String>();
    facts.add(type(field));
    if (required) {
      facts.add("required");
    }
    if (field.getDefault() != null) {
      String value =
          field.getDefault().isTextual()
              ? field.getDefault().textValue()
              : field.getDefault().toString();
      facts.add("default `%s`".formatted(value));
    }
    facts.addAll(limits(field));
    if (field.getItems() != null) {
      limits(field.getItems().getSchema()).forEach(limit -> facts.add("each " + limit));
    }
    if (field.getAdditionalProperties() != null) {
      limits(field.getAdditionalProperties().getSchema())
          .forEach(limit -> facts.add("each " + limit));
    }
    if (field.getXKubernetesListMapKeys() != null && !field.getXKubernetesListMapKeys().isEmpty()) {
      facts.add("each its own " + String.join(", ", field.getXKubernetesListMapKeys()));
    }
    return "*" + String.join("; ", facts) + "*";
  }

  private static String type(JSONSchemaProps field) {
    if (Boolean.TRUE.equals(field.getXKubernetesIntOrString())) {
      return "integer or string";
    }
    if (field.getItems() != null) {
      return "list of " + type(field.getItems().getSchema());
    }
    if (field.getAdditionalProperties() != null) {
      return "map to " + type(field.getAdditionalProperties().getSchema());
    }
    return "date-time".equals(field.getFormat()) ? "time (RFC 3339)" : field.getType();
  }

  private static List<String> limits(JSONSchemaProps field) {
    var limits = new ArrayList<String>();
    if (field.getEnum() != null && !field.getEnum().isEmpty()) {
      limits.add(
          field.getEnum().stream()
              .map(value -> "`%s`".formatted(value.asText()))
              .collect(Collectors.joining(" or ")));
    }
    add(limits, number(field.getMinimum()), number(field.getMaximum()), "");
    add(limits, field.getMinItems(), field.getMaxItems(), " entries");
    add(limits, field.getMinProperties(), field.getMaxProperties(), " keys");
    add(limits, field.getMinLength(), field.getMaxLength(), " characters");
    if (field.getPattern() != null) {
      limits.add("matching `%s`".formatted(field.getPattern()));
    }
    return limits;
  }

  private static void add(
      List<String> limits, @Nullable Long minimum, @Nullable Long maximum, String unit) {
    if (minimum != null && maximum != null) {
      limits.add("%d to %d%s".formatted(minimum, maximum, unit));
    } else if (maximum != null) {
      limits.add("at most %d%s".formatted(maximum, unit));
    } else if (minimum != null) {
      limits.add("at least %d%s".formatted(minimum, unit));
    }
  }

  private static @Nullable Long number(@Nullable Double value) {
    return value == null ? null : value.longValue();
  }
}
