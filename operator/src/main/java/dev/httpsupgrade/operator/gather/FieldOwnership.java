package dev.httpsupgrade.operator.gather;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads who owns which fields of an object (KEP-555, server-side apply). */
public final class FieldOwnership {

  private static final String APPLY = "Apply";
  private static final String TARGET_PORT = "f:targetPort";

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
        .map(fields -> port(fields, port))
        .map(item -> item.containsKey("f:name"))
        .orElse(false);
  }

  /** Those but {@code manager} that own the targetPort of that TCP port of a Service. */
  static List<ManagedFieldsEntry> othersWithTarget(HasMetadata service, String manager, int port) {
    return others(service, manager)
        .filter(entry -> portOf(entry, port).containsKey(TARGET_PORT))
        .toList();
  }

  /** Whether somebody but {@code manager} owns anything of that TCP port of a Service. */
  static boolean othersHavePort(HasMetadata service, String manager, int port) {
    return others(service, manager).anyMatch(entry -> !portOf(entry, port).isEmpty());
  }

  private static Stream<ManagedFieldsEntry> others(HasMetadata object, String manager) {
    return object.getMetadata().getManagedFields().stream()
        .filter(entry -> !manager.equals(entry.getManager()));
  }

  private static Map<?, ?> portOf(ManagedFieldsEntry entry, int port) {
    return entry.getFieldsV1() == null
        ? Map.of()
        : port(entry.getFieldsV1().getAdditionalProperties(), port);
  }

  private static Map<?, ?> port(Map<?, ?> fields, int port) {
    Map<?, ?> ports = child(child(fields, "f:spec"), "f:ports");
    return child(ports, key(port));
  }

  private static String key(int port) {
    return "k:{\"port\":%d,\"protocol\":\"TCP\"}".formatted(port);
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
