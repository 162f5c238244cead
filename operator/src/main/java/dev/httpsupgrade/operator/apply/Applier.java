package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Stage;
import dev.httpsupgrade.operator.certificate.CertificateSecret;
import dev.httpsupgrade.operator.gather.Snapshot;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.plan.PlanResult;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;

/** Applies certificate, network policy, configuration and sidecar, in this order. */
public final class Applier {

  private final CertificateApplier certificates;
  private final KnownConflicts conflicts = new KnownConflicts();
  private final Rehearsal rehearsal;

  public Applier(CertificateSecret secrets) {
    certificates = new CertificateApplier(secrets);
    rehearsal = new Rehearsal(certificates);
  }

  public Applied apply(PlanResult result, Reconciliation reconciliation) {
    Optional<CertificateState> certificate =
        result.certificateDecision().map(decision -> certificates.apply(decision, reconciliation));
    Optional<Problem> refused =
        reconciliation.target().flatMap(target -> NetworkPolicies.apply(result, reconciliation));
    if (refused.isPresent()) {
      return Applied.stopped(certificate, refused.orElseThrow());
    }
    boolean hasLeaf = certificate.flatMap(CertificateState::leaf).isPresent();
    return switch (result) {
      case PlanResult.Planned(Plan plan) when hasLeaf -> inject(plan, reconciliation, certificate);
      case PlanResult.Announced(Plan plan, var keepValid) ->
          Applied.announced(certificate, rehearsal.of(plan, reconciliation));
      case PlanResult.Rejected(List<Problem> problems, var keepValid)
          when reconciliation.upgrade().getSpec().stage() == Stage.Plan ->
          Applied.announced(certificate, Rehearsal.of(problems));
      case PlanResult.Planned planned -> Applied.notYet(certificate);
      case PlanResult.Rejected rejected -> Applied.notYet(certificate);
    };
  }

  private Applied inject(
      Plan plan, Reconciliation reconciliation, Optional<CertificateState> certificate) {
    var writer = reconciliation.writer();
    Snapshot snapshot = reconciliation.snapshot();
    writer.apply(present(snapshot, plan.configMap()), plan.configMap());
    Optional<TakingBack> takingBack = TakingBack.of(plan, reconciliation);
    if (takingBack.isPresent()) {
      TakingBack back = takingBack.orElseThrow();
      back.apply();
      return new Applied(
          certificate,
          back.isWithThePlansConfiguration(),
          Optional.of(back.problem()),
          Optional.empty(),
          Optional.empty());
    }
    Optional<Removal> removal = Removal.of(plan, reconciliation);
    if (removal.isPresent()) {
      Removal removed = removal.orElseThrow();
      return new Applied(
          certificate, false, removed.problem(), Optional.of(removed.rollout()), Optional.empty());
    }
    var delivery = Injections.delivery(plan.workload().patch().template(), reconciliation);
    HasMetadata patch = delivery.workload().object();
    Optional<HasMetadata> present = snapshot.workload().map(Workload::object);
    // The patch itself has another drain token each time, until one is in the template.
    List<?> wish = List.of(reconciliation.inputs().subject().spec(), plan.ports());
    Optional<Problem> known = present.flatMap(object -> conflicts.of(object, wish));
    if (known.isPresent()) {
      return Applied.stopped(certificate, known.orElseThrow());
    }
    if (!Injections.apply(delivery, reconciliation)) {
      return Applied.notYet(certificate);
    }
    try {
      HasMetadata first = first(plan.workload(), reconciliation);
      if (!first.equals(patch)) {
        writer.apply(first);
      }
      writer.apply(present, patch);
      return Applied.injected(certificate);
    } catch (KubernetesClientException e) {
      Optional<Problem> conflict = Conflicts.in(e, patch);
      if (conflict.isEmpty()) {
        throw e;
      }
      present.ifPresent(object -> conflicts.met(object, wish, conflict.orElseThrow()));
      return Applied.stopped(certificate, conflict.orElseThrow());
    }
  }

  static Optional<ConfigMap> present(Snapshot snapshot, ConfigMap desired) {
    return snapshot.configMaps().stream()
        .filter(present -> present.getMetadata().getName().equals(desired.getMetadata().getName()))
        .findFirst();
  }

  /**
   * What is applied to the workload first: where a new sidecar has to be put first, its place.
   * Admission puts it first by itself.
   */
  static HasMetadata first(Plan.WorkloadPatch workload, Reconciliation reconciliation) {
    boolean isNew =
        reconciliation.snapshot().workload().filter(present -> !hasSidecar(present)).isPresent();
    var delivery = Injections.delivery(workload.patch().template(), reconciliation);
    return isNew && !workload.follow().isEmpty() && delivery.injection().isEmpty()
        ? withOthersAfter(workload)
        : delivery.workload().object();
  }

  private static boolean hasSidecar(Workload workload) {
    return workload.template().getSpec().getInitContainers().stream()
        .anyMatch(container -> container.getName().equals(Names.SIDECAR));
  }

  /** The next apply, without them, gives the others' names back and leaves the order. */
  private static HasMetadata withOthersAfter(Plan.WorkloadPatch workload) {
    var pod = new PodTemplateSpecBuilder(workload.patch().template()).editSpec();
    for (String name : workload.follow()) {
      pod.addToInitContainers(new ContainerBuilder().withName(name).build());
    }
    return workload.patch().with(pod.endSpec().build()).object();
  }
}
