package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.List;
import java.util.Set;

/** Wakes up upgrades when the operator's CA has changed: each has to follow. */
final class CaSource extends AbstractEventSource<Void, HttpsUpgrade> {

  CaSource() {
    super(Void.class, "operator's CA");
  }

  void wake(List<HttpsUpgrade> upgrades) {
    upgrades.stream()
        .map(ResourceID::fromResource)
        .map(Event::new)
        .forEach(getEventHandler()::handleEvent);
  }

  @Override
  public Set<Void> getSecondaryResources(HttpsUpgrade upgrade) {
    return Set.of();
  }
}
