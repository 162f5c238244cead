package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;
import java.util.stream.Stream;

/** Wakes up upgrades, and holds nothing that JOSDK would look up. */
abstract sealed class WakingSource extends AbstractEventSource<Void, HttpsUpgrade>
    permits AnnotationSource, CaSource, NamedSource, OptionalKinds, RivalSource {

  WakingSource(String name) {
    super(Void.class, name);
  }

  final void wake(Stream<HttpsUpgrade> upgrades) {
    upgrades.map(ResourceID::fromResource).map(Event::new).forEach(getEventHandler()::handleEvent);
  }

  @Override
  public final Set<Void> getSecondaryResources(HttpsUpgrade upgrade) {
    return Set.of();
  }
}
