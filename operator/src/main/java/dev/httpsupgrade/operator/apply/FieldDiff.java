package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.PlannedFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which fields differ between two versions of an object, as paths that a person reads: {@code
 * spec.ports[https]}.
 *
 * <p>What is there as a whole or not at all is one path; of a map of texts, such as labels, each
 * key is one.
 */
final class FieldDiff {

  /** What tells the items of a list apart, as server-side apply does; the first that they have. */
  private static final List<String> KEYS = List.of("containerPort", "port", "mountPath", "name");

  private static final Set<String> BOOKKEEPING =
      Set.of("managedFields", "resourceVersion", "generation", "creationTimestamp", "uid");
  private static final String TEMPLATE_COUNT = "deprecated.daemonset.template.generation";

  private final List<String> added = new ArrayList<>();
  private final List<String> changed = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();

  private FieldDiff() {}

  /** The fields that a user or an upgrade sets; empty if they are the same. */
  static Optional<PlannedFields> between(Map<?, ?> before, Map<?, ?> after) {
    var diff = new FieldDiff();
    diff.compare("", content(before), content(after));
    return diff.added.isEmpty() && diff.changed.isEmpty() && diff.removed.isEmpty()
        ? Optional.empty()
        : Optional.of(new PlannedFields(diff.added, diff.changed, diff.removed));
  }

  /** An object without its status, and without what the API server notes about it. */
  static Map<Object, Object> content(Map<?, ?> object) {
    var content = new LinkedHashMap<Object, Object>(object);
    content.remove("status");
    var metadata = new LinkedHashMap<Object, Object>(child(object, "metadata"));
    metadata.keySet().removeAll(BOOKKEEPING);
    var annotations = new LinkedHashMap<Object, Object>(child(metadata, "annotations"));
    annotations.remove(TEMPLATE_COUNT);
    metadata.put("annotations", annotations);
    content.put("metadata", metadata);
    return content;
  }

  private void compare(String path, @Nullable Object before, @Nullable Object after) {
    if (Objects.equals(before, after)) {
      return;
    }
    if (before instanceof Map<?, ?> former && after instanceof Map<?, ?> latter) {
      fields(path, former, latter);
    } else if (before == null && after instanceof Map<?, ?> latter && isTexts(latter)) {
      fields(path, Map.of(), latter);
    } else if (after == null && before instanceof Map<?, ?> former && isTexts(former)) {
      fields(path, former, Map.of());
    } else if (isList(before) && isList(after)) {
      items(path, list(before), list(after));
    } else {
      (before == null ? added : after == null ? removed : changed).add(path);
    }
  }

  private void fields(String path, Map<?, ?> before, Map<?, ?> after) {
    var names = new TreeSet<String>();
    before.keySet().forEach(name -> names.add(String.valueOf(name)));
    after.keySet().forEach(name -> names.add(String.valueOf(name)));
    for (String name : names) {
      compare(field(path, name), before.get(name), after.get(name));
    }
  }

  private void items(String path, List<?> before, List<?> after) {
    Optional<String> key =
        KEYS.stream()
            .filter(name -> tellsApart(name, before) && tellsApart(name, after))
            .findFirst();
    if (key.isEmpty()) {
      (before.isEmpty() ? added : after.isEmpty() ? removed : changed).add(path);
      return;
    }
    Map<Object, Map<?, ?>> former = byKey(key.orElseThrow(), before);
    Map<Object, Map<?, ?>> latter = byKey(key.orElseThrow(), after);
    former.forEach((id, item) -> {
      String itemPath = item(path, item, key.orElseThrow());
      if (latter.containsKey(id)) {
        compare(itemPath, item, latter.get(id));
      } else {
        removed.add(itemPath);
      }
    });
    latter.forEach((id, item) -> {
      if (!former.containsKey(id)) {
        added.add(item(path, item, key.orElseThrow()));
      }
    });
  }

  private static boolean tellsApart(String key, List<?> items) {
    return items.stream().allMatch(item -> item instanceof Map<?, ?> map && map.containsKey(key))
        && byKey(key, items).size() == items.size();
  }

  private static Map<Object, Map<?, ?>> byKey(String key, List<?> items) {
    var byKey = new LinkedHashMap<Object, Map<?, ?>>();
    for (Object item : items) {
      if (item instanceof Map<?, ?> map) {
        byKey.put(id(key, map), map);
      }
    }
    return byKey;
  }

  private static List<Object> id(String key, Map<?, ?> item) {
    return List.of(String.valueOf(item.get(key)), String.valueOf(item.get("protocol")));
  }

  private static String item(String path, Map<?, ?> item, String key) {
    Object name = item.get("name");
    return "%s[%s]".formatted(path, name == null ? item.get(key) : name);
  }

  private static String field(String path, String name) {
    return !name.matches("[A-Za-z0-9_-]+")
        ? "%s[%s]".formatted(path, name)
        : path.isEmpty() ? name : path + "." + name;
  }

  private static boolean isTexts(Map<?, ?> map) {
    return !map.isEmpty() && map.values().stream().allMatch(String.class::isInstance);
  }

  private static boolean isList(@Nullable Object value) {
    return value == null || value instanceof List<?>;
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static Map<?, ?> child(Map<?, ?> parent, String name) {
    return parent.get(name) instanceof Map<?, ?> child ? child : Map.of();
  }
}
