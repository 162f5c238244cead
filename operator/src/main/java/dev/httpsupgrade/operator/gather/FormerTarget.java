package dev.httpsupgrade.operator.gather;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a port of a Service led before it was taken from a field manager. Kept at the Service
 * itself, so that it can be given back whatever becomes of the HttpsUpgrade.
 *
 * @param targetPort a number or a name
 * @param manager whose it was
 * @param operation {@code Apply} or {@code Update}: how it had come to it
 * @param again whether it was taken a second time, because somebody had set it back
 */
public record FormerTarget(
    IntOrString targetPort,
    String manager,
    String operation,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean again) {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final TypeReference<TreeMap<Integer, FormerTarget>> BY_PORT =
      new TypeReference<>() {};

  public FormerTarget {
    if (targetPort == null || manager == null || operation == null) {
      throw new IllegalArgumentException(
          "targetPort: %s, manager: %s, operation: %s (expected: all)"
              .formatted(targetPort, manager, operation));
    }
  }

  /** What is kept at a Service, by port; nothing if somebody has made that unreadable. */
  public static SortedMap<Integer, FormerTarget> of(HasMetadata service) {
    Map<String, String> annotations = service.getMetadata().getAnnotations();
    String kept = annotations == null ? null : annotations.get(Names.FORMER_TARGET_PORTS);
    if (kept == null) {
      return new TreeMap<>();
    }
    try {
      return Optional.ofNullable(JSON.readValue(kept, BY_PORT)).orElseGet(TreeMap::new);
    } catch (JsonProcessingException e) {
      return new TreeMap<>();
    }
  }

  /** The annotations that keep it; none if there is nothing to keep. */
  public static Map<String, String> annotations(SortedMap<Integer, FormerTarget> byPort) {
    try {
      return byPort.isEmpty()
          ? Map.of()
          : Map.of(Names.FORMER_TARGET_PORTS, JSON.writeValueAsString(byPort));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
