package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The ports of a Service that the admission policy of component zero-drift moves: an upgrade writes
 * down where to, the policy where from.
 */
public final class MovedPorts {

  private static final Pattern ENTRY = Pattern.compile("([0-9]{1,5})/TCP=([^,]+)");
  private static final String VALUE = "admission";

  private MovedPorts() {}

  /** Where each port is to lead, by its number; nothing if somebody has made that unreadable. */
  public static SortedMap<Integer, String> of(HasMetadata service) {
    var moved = new TreeMap<Integer, String>();
    Matcher entries = ENTRY.matcher(annotation(service, Names.TARGET_PORTS).orElse(""));
    while (entries.find()) {
      moved.put(Integer.valueOf(entries.group(1)), entries.group(2));
    }
    return moved;
  }

  /** The ports that lead elsewhere all the same: no policy has seen the Service. */
  public static Set<Integer> unmoved(Service service) {
    SortedMap<Integer, String> unmoved = of(service);
    service
        .getSpec()
        .getPorts()
        .forEach(port -> unmoved.remove(port.getPort(), port.getTargetPort().getStrVal()));
    return unmoved.keySet();
  }

  /** Where the owner last had that port lead. */
  static Optional<IntOrString> owners(HasMetadata service, int port) {
    return annotation(service, Names.OWNERS_TARGET_PORT + port)
        .map(value ->
            value.matches("[0-9]{1,5}")
                ? new IntOrString(Integer.valueOf(value))
                : new IntOrString(value));
  }

  /** The annotation that tells the policy; none if there is nothing to move. */
  public static Map<String, String> annotations(SortedMap<Integer, String> moved) {
    return moved.isEmpty()
        ? Map.of()
        : Map.of(
            Names.TARGET_PORTS,
            moved.entrySet().stream()
                .map(entry -> "%d/TCP=%s".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(",")));
  }

  /** The label by which the policy finds the Service; none if there is nothing to move. */
  public static Map<String, String> labels(SortedMap<Integer, String> moved) {
    return moved.isEmpty() ? Map.of() : Map.of(Names.TAKEOVER_LABEL, VALUE);
  }

  private static Optional<String> annotation(HasMetadata service, String name) {
    return Optional.ofNullable(service.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(name));
  }
}
