package dev.httpsupgrade.operator.reconcile;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Events; one that can't be written is only logged. */
public final class EventWriter implements Consumer<Event> {

  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

  private final KubernetesClient client;

  public EventWriter(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public void accept(Event event) {
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.atWarn().addKeyValue("error", e.getMessage()).log("can't write an event");
    }
  }
}
