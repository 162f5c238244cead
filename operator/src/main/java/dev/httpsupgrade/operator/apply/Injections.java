package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Injection;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.plan.Delivery;
import dev.httpsupgrade.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the admission policy is told to add to pods. */
final class Injections {

  /** Until each API server has surely seen a new one; a pod made before has no sidecar. */
  private static final Duration HEAD_START = Duration.ofSeconds(2);

  private Injections() {}

  /** What has to be written so that pods get that sidecar. */
  static Delivery delivery(PodTemplateSpec sidecar, Reconciliation reconciliation) {
    return Delivery.of(
        reconciliation.inputs().subject(),
        sidecar,
        own(reconciliation)
            .sorted(Comparator.comparing(injection -> !isAskedFor(injection, reconciliation)))
            .toList());
  }

  /** Writes what pods of the delivery need, and says whether they may come. */
  static boolean apply(Delivery delivery, Reconciliation reconciliation) {
    if (delivery.injection().isEmpty()) {
      return true;
    }
    Injection desired = delivery.injection().orElseThrow();
    Optional<Injection> present = present(desired, reconciliation);
    reconciliation.writer().apply(present, desired);
    Instant now = reconciliation.inputs().now();
    return present
        .map(object -> Instant.parse(object.getMetadata().getCreationTimestamp()))
        // The API server's clock is another one, and its times are whole seconds.
        .filter(created -> created.plus(HEAD_START).isBefore(now))
        .isPresent();
  }

  static Optional<Injection> present(HasMetadata desired, Reconciliation reconciliation) {
    return reconciliation.snapshot().injections().stream()
        .filter(present -> present.getMetadata().getName().equals(desired.getMetadata().getName()))
        .findFirst();
  }

  /** Whether the template names it. */
  static boolean isAskedFor(Injection injection, Reconciliation reconciliation) {
    return reconciliation
        .workload()
        .map(workload -> workload.template().getMetadata().getLabels())
        .map(labels -> labels.get(Names.INJECTION_LABEL))
        .filter(injection.getMetadata().getName()::equals)
        .isPresent();
  }

  /** Those that the plan has no use for. */
  static Stream<Injection> unused(Plan plan, Reconciliation reconciliation) {
    List<String> wanted =
        delivery(plan.workload().patch().template(), reconciliation)
            .injection()
            .map(injection -> injection.getMetadata().getName())
            .stream()
            .toList();
    return own(reconciliation)
        .filter(injection -> !wanted.contains(injection.getMetadata().getName()));
  }

  private static Stream<Injection> own(Reconciliation reconciliation) {
    String uid = reconciliation.inputs().subject().uid();
    return reconciliation.snapshot().injections().stream()
        .filter(injection -> injection.hasOwnerReferenceFor(uid));
  }
}
