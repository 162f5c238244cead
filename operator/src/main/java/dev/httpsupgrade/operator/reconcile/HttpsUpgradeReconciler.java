package dev.httpsupgrade.operator.reconcile;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.apply.Reconciliation;
import dev.httpsupgrade.operator.apply.Restoration;
import dev.httpsupgrade.operator.gather.Caches;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.Snapshot;
import dev.httpsupgrade.operator.status.Progress;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls in order: gather, plan, apply, observe, status. */
@ControllerConfiguration(
    name = "https-upgrade",
    finalizerName = Names.FINALIZER,
    fieldManager = Names.FIELD_MANAGER)
public final class HttpsUpgradeReconciler
    implements Reconciler<HttpsUpgrade>, Cleaner<HttpsUpgrade> {

  private final Steps steps;
  private final Beginnings beginnings;
  private @Nullable Caches caches;

  public HttpsUpgradeReconciler(Steps steps) {
    this.steps = steps;
    beginnings = new Beginnings(steps.planner(), steps.applier());
  }

  @Override
  public List<EventSource<?, HttpsUpgrade>> prepareEventSources(
      EventSourceContext<HttpsUpgrade> context) {
    caches = new Caches(context);
    return caches.eventSources();
  }

  @Override
  public UpdateControl<HttpsUpgrade> reconcile(
      HttpsUpgrade upgrade, Context<HttpsUpgrade> context) {
    Beginnings.Begun begun = beginnings.begin(() -> gather(upgrade, context));
    Reconciliation reconciliation = begun.reconciliation();
    Progress progress = steps.following().follow(reconciliation, begun.result(), begun.applied());
    steps.trust().after(reconciliation, progress);
    return steps
        .reporter()
        .report(upgrade, begun.result(), progress, reconciliation.inputs().now());
  }

  @Override
  public DeleteControl cleanup(HttpsUpgrade upgrade, Context<HttpsUpgrade> context) {
    Reconciliation reconciliation = gather(upgrade, context);
    Restoration restoration = steps.following().restore(reconciliation);
    return steps.reporter().report(reconciliation, restoration);
  }

  private Reconciliation gather(HttpsUpgrade upgrade, Context<HttpsUpgrade> context) {
    Snapshot snapshot = caches().snapshot(upgrade);
    Inputs inputs = steps.gatherer().gather(upgrade, snapshot);
    return new Reconciliation(upgrade, snapshot, inputs, caches(), context);
  }

  private Caches caches() {
    if (caches == null) {
      throw new IllegalStateException("reconciling before the informers were made");
    }
    return caches;
  }
}
