package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;

/** Wakes up upgrades whose annotations of ours changed, which are no part of the spec. */
final class AnnotationSource extends AbstractEventSource<Void, HttpsUpgrade>
    implements ResourceEventAware<HttpsUpgrade> {

  AnnotationSource() {
    super(Void.class, "annotations");
  }

  @Override
  public void onResourceUpdated(HttpsUpgrade upgrade, HttpsUpgrade before) {
    if (differ(upgrade, before, Names.PAUSE) || differ(upgrade, before, Names.FORCE_DELETE)) {
      getEventHandler().handleEvent(new Event(ResourceID.fromResource(upgrade)));
    }
  }

  private static boolean differ(HttpsUpgrade one, HttpsUpgrade other, String annotation) {
    return one.isAnnotated(annotation) != other.isAnnotated(annotation);
  }

  @Override
  public Set<Void> getSecondaryResources(HttpsUpgrade upgrade) {
    return Set.of();
  }
}
