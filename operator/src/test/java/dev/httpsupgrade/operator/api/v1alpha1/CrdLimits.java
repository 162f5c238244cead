package dev.httpsupgrade.operator.api.v1alpha1;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything in the CRD by which a spec can be refused.
 *
 * @param rules the messages of the CEL rules
 * @param limits the limits of the schema, such as {@code spec.services.names maxItems}
 */
record CrdLimits(List<String> rules, List<String> limits) {

  static CrdLimits of(CustomResourceDefinition crd) {
    var found = new CrdLimits(new ArrayList<>(), new ArrayList<>());
    found.collect("", crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema());
    return found;
  }

  private void collect(String path, JSONSchemaProps schema) {
    schema.getXKubernetesValidations().forEach(rule -> rules.add(rule.getMessage()));
    schema
        .getRequired()
        .forEach(field -> limits.add("%s required: %s".formatted(path, field).strip()));
    if (!schema.getEnum().isEmpty()) {
      limits.add(path + " enum");
    }
    if (List.of("map", "set").contains(String.valueOf(schema.getXKubernetesListType()))) {
      limits.add(path + " list keys");
    }
    limits(schema).map(name -> path + " " + name).forEach(limits::add);
    schema
        .getProperties()
        .forEach((name, child) -> {
          if (!(path.isEmpty() && !name.equals("spec"))) {
            collect(path.isEmpty() ? name : path + "." + name, child);
          }
        });
    if (schema.getItems() != null) {
      collect(path + "[]", schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null) {
      collect(path + "{}", schema.getAdditionalProperties().getSchema());
    }
  }

  private static Stream<String> limits(JSONSchemaProps schema) {
    var values = new LinkedHashMap<String, @Nullable Object>();
    values.put("minLength", schema.getMinLength());
    values.put("maxLength", schema.getMaxLength());
    values.put("minItems", schema.getMinItems());
    values.put("maxItems", schema.getMaxItems());
    values.put("minimum", schema.getMinimum());
    values.put("maximum", schema.getMaximum());
    values.put("maxProperties", schema.getMaxProperties());
    values.put("pattern", schema.getPattern());
    return values.entrySet().stream()
        .filter(limit -> limit.getValue() != null)
        .map(Map.Entry::getKey);
  }
}
