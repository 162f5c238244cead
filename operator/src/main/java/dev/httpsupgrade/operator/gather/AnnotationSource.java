package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Wakes up upgrades whose annotations of ours changed, which are no part of the spec. */
final class AnnotationSource extends WakingSource implements ResourceEventAware<HttpsUpgrade> {

  private static final Set<String> ACTED_ON =
      Set.of(Names.PAUSE, Names.FORCE_DELETE, Names.RETRY, Names.RENEW, Names.UPDATE_TO);

  AnnotationSource() {
    super("annotations");
  }

  @Override
  public void onResourceUpdated(HttpsUpgrade upgrade, HttpsUpgrade before) {
    if (!ours(upgrade).equals(ours(before))) {
      wake(Stream.of(upgrade));
    }
  }

  private static Map<String, String> ours(HttpsUpgrade upgrade) {
    var annotations = new HashMap<>(upgrade.getMetadata().getAnnotations());
    annotations.keySet().retainAll(ACTED_ON);
    return annotations;
  }
}
