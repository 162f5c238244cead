package dev.httpsupgrade.operator.gather;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Reads who owns which fields of an object (KEP-555, server-side apply). */
public final class FieldOwnership {

  private static final String APPLY = "Apply";

  private FieldOwnership() {}

  /** Whether {@code manager} has applied anything to the object. */
  static boolean has(HasMetadata object, String manager) {
    return applied(object, manager).isPresent();
  }

  /** When {@code manager} last changed the object by applying, in whole seconds. */
  public static Optional<Instant> changed(HasMetadata object, String manager) {
    return entry(object, manager).map(ManagedFieldsEntry::getTime).map(Instant::parse);
  }

  /** Whether {@code manager} owns the name of that TCP port of a Service. */
  static boolean ownsPortName(HasMetadata service, String manager, int port) {
    return applied(service, manager)
        .map(fields -> child(fields, "f:spec"))
        .map(spec -> child(spec, "f:ports"))
        .map(ports -> child(ports, "k:{\"port\":%d,\"protocol\":\"TCP\"}".formatted(port)))
        .map(item -> item.containsKey("f:name"))
        .orElse(false);
  }

  private static Optional<Map<?, ?>> applied(HasMetadata object, String manager) {
    return entry(object, manager)
        .map(ManagedFieldsEntry::getFieldsV1)
        .map(fields -> fields.getAdditionalProperties());
  }

  private static Optional<ManagedFieldsEntry> entry(HasMetadata object, String manager) {
    return object.getMetadata().getManagedFields().stream()
        .filter(entry -> manager.equals(entry.getManager()) && APPLY.equals(entry.getOperation()))
        .findFirst();
  }

  private static Map<?, ?> child(Map<?, ?> fields, String key) {
    return fields.get(key) instanceof Map<?, ?> child ? child : Map.of();
  }
}
