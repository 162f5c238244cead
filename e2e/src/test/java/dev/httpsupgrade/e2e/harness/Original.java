package dev.httpsupgrade.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An object as it was at some time, without what the API server and controllers write by
 * themselves.
 *
 * @param fields values by JSON pointer
 */
public record Original(SortedMap<String, String> fields) {

  private static final List<String> NOT_THE_USERS =
      List.of("managedFields", "generation", "resourceVersion");

  /** Annotations in which changes of a template are counted. */
  private static final List<String> COUNTERS =
      List.of("deployment.kubernetes.io/revision", "deprecated.daemonset.template.generation");

  public static Original of(GenericKubernetesResource object) {
    var json = (ObjectNode) Json.of(object);
    json.remove("status");
    var metadata = (ObjectNode) json.get("metadata");
    metadata.remove(NOT_THE_USERS);
    if (metadata.get("annotations") instanceof ObjectNode annotations) {
      annotations.remove(COUNTERS);
      if (annotations.isEmpty()) {
        metadata.remove("annotations");
      }
    }
    var fields = new TreeMap<String, String>();
    flatten("", json, fields);
    return new Original(fields);
  }

  /** Every field that is different now, with both values. */
  public List<String> differencesTo(Original now) {
    String title = (fields.get("/kind") + " " + fields.get("/metadata/name")).replace("\"", "");
    SortedSet<String> pointers = new TreeSet<>(fields.keySet());
    pointers.addAll(now.fields.keySet());
    return pointers.stream()
        .filter(pointer -> !Objects.equals(fields.get(pointer), now.fields.get(pointer)))
        .map(pointer ->
            "%s %s: was %s, is %s"
                .formatted(title, pointer, fields.get(pointer), now.fields.get(pointer)))
        .toList();
  }

  private static void flatten(String pointer, JsonNode node, Map<String, String> fields) {
    if (node.isEmpty()) {
      fields.put(pointer, node.toString());
    }
    if (node.isObject()) {
      node.properties().forEach(p -> flatten(pointer + "/" + p.getKey(), p.getValue(), fields));
    }
    for (int i = 0; i < node.size() && node.isArray(); i++) {
      flatten(pointer + "/" + i, node.get(i), fields);
    }
  }
}
