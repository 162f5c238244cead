package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.gather.FormerTarget;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-side apply that compares first, because a no-op apply is a request, too.
 *
 * <p>Objects of an upgrade's own are made as planned, whoever touched them. Of others' objects
 * nothing is forced but a Service's targetPort, and only if the Service then tells whom it was
 * taken from: any other field of somebody else's is a conflict, which the API server answers with
 * 409.
 */
final class Writer {

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private static final List<String> ALL = List.of("All");

  /** As the API server names it in a conflict. */
  private static final String TARGET_PORT = ".spec.ports[port=%d,protocol=\"TCP\"].targetPort";

  private final Context<HttpsUpgrade> context;

  Writer(Context<HttpsUpgrade> context) {
    this.context = context;
  }

  /** Applies {@code desired} if {@code actual} differs from it. */
  <R extends HasMetadata> void apply(Optional<R> actual, R desired) {
    if (actual.filter(present -> matches(present, desired)).isEmpty()) {
      apply(desired);
    }
  }

  /** Applies without a look at what is there. */
  <R extends HasMetadata> void apply(R desired) {
    LOG.atInfo()
        .addKeyValue("kind", desired.getKind())
        .addKeyValue("namespace", desired.getMetadata().getNamespace())
        .addKeyValue("name", desired.getMetadata().getName())
        .log("applying");
    context.resourceOperations().resourcePatch(desired, this::patch);
  }

  /** Applies an object of a kind that is not watched. */
  <R extends HasMetadata> void applyUnwatched(R desired) {
    patch(desired);
  }

  /** What {@code desired} would come to if it were applied; the API server stores nothing. */
  <R extends HasMetadata> R rehearse(R desired) {
    return patch(desired, ALL);
  }

  <R extends HasMetadata> boolean matches(R actual, R desired) {
    return SSABasedGenericKubernetesResourceMatcher.<R>getInstance()
        .matches(actual, desired, context);
  }

  private <R extends HasMetadata> R patch(R desired) {
    return patch(desired, List.of());
  }

  private <R extends HasMetadata> R patch(R desired, List<String> dryRun) {
    boolean own = !desired.getMetadata().getOwnerReferences().isEmpty();
    try {
      return patch(desired, dryRun, own);
    } catch (KubernetesClientException e) {
      Set<String> taken =
          FormerTarget.of(desired).keySet().stream()
              .map(TARGET_PORT::formatted)
              .collect(Collectors.toUnmodifiableSet());
      List<String> conflicts = Conflicts.fields(e);
      if (conflicts.isEmpty() || !taken.containsAll(conflicts)) {
        throw e;
      }
      return patch(desired, dryRun, true);
    }
  }

  private <R extends HasMetadata> R patch(R desired, List<String> dryRun, boolean force) {
    return context
        .getClient()
        .resource(desired)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(Names.FIELD_MANAGER)
                .withDryRun(dryRun)
                .withForce(force)
                .build());
  }
}
