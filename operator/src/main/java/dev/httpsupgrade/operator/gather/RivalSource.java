package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;

/** Wakes up the upgrades that wait for one to go that has their target or a Service of theirs. */
final class RivalSource extends AbstractEventSource<Void, HttpsUpgrade>
    implements ResourceEventAware<HttpsUpgrade> {

  private final EventSourceContext<HttpsUpgrade> context;

  RivalSource(EventSourceContext<HttpsUpgrade> context) {
    super(Void.class);
    this.context = context;
  }

  @Override
  public void onResourceDeleted(HttpsUpgrade upgrade) {
    context
        .getPrimaryCache()
        .list(upgrade.getMetadata().getNamespace(), other -> true)
        .map(ResourceID::fromResource)
        .map(Event::new)
        .forEach(getEventHandler()::handleEvent);
  }

  @Override
  public Set<Void> getSecondaryResources(HttpsUpgrade upgrade) {
    return Set.of();
  }
}
