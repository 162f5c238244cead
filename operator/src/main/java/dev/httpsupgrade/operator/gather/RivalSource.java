package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;

/** Wakes up the upgrades that wait for one to go that has their target or a Service of theirs. */
final class RivalSource extends WakingSource implements ResourceEventAware<HttpsUpgrade> {

  private final EventSourceContext<HttpsUpgrade> context;

  RivalSource(EventSourceContext<HttpsUpgrade> context) {
    super("rivals");
    this.context = context;
  }

  @Override
  public void onResourceDeleted(HttpsUpgrade upgrade) {
    wake(context.getPrimaryCache().list(upgrade.getMetadata().getNamespace(), other -> true));
  }
}
