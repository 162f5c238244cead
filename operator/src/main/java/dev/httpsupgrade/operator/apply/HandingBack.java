package dev.httpsupgrade.operator.apply;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.gather.FormerTarget;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a targetPort back to the field manager that it was taken from.
 *
 * <p>Only an update can be made in another manager's name. One that applies would meet that update
 * as somebody else's field when it next applies another value, so the entry moves to what it
 * applied (KEP-555).
 */
final class HandingBack {

  private static final Logger LOG = LoggerFactory.getLogger(HandingBack.class);

  private static final String APPLY = "Apply";
  private static final String TCP = "TCP";
  private static final String TARGET_PORT = "f:targetPort";

  private final KubernetesClient client;
  private final FormerTarget former;
  private final List<String> path;

  private HandingBack(KubernetesClient client, int port, FormerTarget former) {
    this.client = client;
    this.former = former;
    path = List.of("f:spec", "f:ports", "k:{\"port\":%d,\"protocol\":\"TCP\"}".formatted(port));
  }

  static void handBack(KubernetesClient client, Service service, int port, FormerTarget former) {
    LOG.atInfo()
        .addKeyValue("namespace", service.getMetadata().getNamespace())
        .addKeyValue("name", service.getMetadata().getName())
        .addKeyValue("port", port)
        .addKeyValue("manager", former.manager())
        .log("giving targetPort back");
    var handing = new HandingBack(client, port, former);
    Service given = handing.setTarget(service, port);
    if (former.operation().equals(APPLY)) {
      handing.tellAsApplied(given);
    }
  }

  private Service setTarget(Service service, int port) {
    List<ServicePort> ports = service.getSpec().getPorts();
    int index =
        IntStream.range(0, ports.size())
            .filter(i -> ports.get(i).getPort() == port && TCP.equals(ports.get(i).getProtocol()))
            .findFirst()
            .orElseThrow();
    var steps = new ArrayList<Step>();
    steps.add(new Step("test", "/spec/ports/%d/port".formatted(index), port));
    steps.add(
        new Step("replace", "/spec/ports/%d/targetPort".formatted(index), former.targetPort()));
    String kept = Names.OWNERS_TARGET_PORT + port;
    if (service.getMetadata().getAnnotations().containsKey(kept)) {
      // RFC 6901 escapes the slash.
      steps.add(new Step("remove", "/metadata/annotations/" + kept.replace("/", "~1"), null));
    }
    return patch(service, steps.toArray(Step[]::new));
  }

  private void tellAsApplied(Service service) {
    if (service.getMetadata().getManagedFields().stream().noneMatch(this::isFormersApply)) {
      return;
    }
    List<ManagedFieldsEntry> entries =
        service.getMetadata().getManagedFields().stream()
            .filter(entry -> !isTargetAlone(entry))
            .map(entry -> isFormersApply(entry) ? withTarget(entry) : entry)
            .toList();
    patch(
        service,
        new Step("test", "/metadata/resourceVersion", service.getMetadata().getResourceVersion()),
        new Step("replace", "/metadata/managedFields", entries));
  }

  private boolean isFormersApply(ManagedFieldsEntry entry) {
    return former.manager().equals(entry.getManager()) && APPLY.equals(entry.getOperation());
  }

  private boolean isTargetAlone(ManagedFieldsEntry entry) {
    return former.manager().equals(entry.getManager())
        && !APPLY.equals(entry.getOperation())
        && with(Map.of(), path).equals(entry.getFieldsV1().getAdditionalProperties());
  }

  private ManagedFieldsEntry withTarget(ManagedFieldsEntry entry) {
    var fields = new FieldsV1();
    fields.setAdditionalProperties(with(entry.getFieldsV1().getAdditionalProperties(), path));
    return new ManagedFieldsEntryBuilder(entry).withFieldsV1(fields).build();
  }

  private static Map<String, Object> with(Map<?, ?> fields, List<String> path) {
    var copy = new LinkedHashMap<String, Object>();
    fields.forEach((key, value) -> copy.put(String.valueOf(key), value));
    if (path.isEmpty()) {
      copy.put(TARGET_PORT, Map.of());
    } else {
      Map<?, ?> child = copy.get(path.getFirst()) instanceof Map<?, ?> present ? present : Map.of();
      copy.put(path.getFirst(), with(child, path.subList(1, path.size())));
    }
    return copy;
  }

  private Service patch(Service service, Step... steps) {
    return client
        .resource(service)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON)
                .withFieldManager(former.manager())
                .build(),
            client.getKubernetesSerialization().asJson(List.of(steps)));
  }

  /** One step of a JSON patch (RFC 6902). */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Step(String op, String path, @Nullable Object value) {}
}
