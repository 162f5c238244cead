package dev.httpsupgrade.operator;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is told beside the spec and the status of an upgrade named shop: annotations and events. */
record UpgradeStory(KubernetesClient client, String namespace) {

  /** Sets an annotation, or with null removes it. */
  void annotate(String annotation, @Nullable String value) {
    client
        .resources(HttpsUpgrade.class)
        .inNamespace(namespace)
        .withName("shop")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":%s}}}"
                .formatted(annotation, value == null ? "null" : '"' + value + '"'));
  }

  /** Reasons of the events, in the order in which they tell of it. */
  List<String> events() {
    return client.events().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getRegarding().getName().equals("shop"))
        .sorted(Comparator.comparing(event -> event.getEventTime().getTime()))
        .map(Event::getReason)
        .toList();
  }
}
