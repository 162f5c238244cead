package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.certificate.CertificateSecret;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.Snapshot;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.operator.gather.TargetLookup;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.plan.PlanResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Optional;

/** Applies certificate, configuration and sidecar, in this order. */
public final class Applier {

  private final CertificateApplier certificates;

  public Applier(CertificateSecret secrets) {
    certificates = new CertificateApplier(secrets);
  }

  public Applied apply(
      PlanResult result, Inputs inputs, Snapshot snapshot, Context<HttpsUpgrade> context) {
    var writer = new Writer(context);
    Optional<CertificateState> certificate =
        result
            .certificateDecision()
            .map(decision -> certificates.apply(decision, inputs, snapshot, writer));
    return switch (result) {
      case PlanResult.Rejected rejected -> new Applied(certificate, false, Optional.empty());
      case PlanResult.Planned(Plan plan) -> {
        boolean hasLeaf = certificate.flatMap(CertificateState::leaf).isPresent();
        yield hasLeaf
            ? inject(plan, inputs, snapshot, writer, certificate)
            : new Applied(certificate, false, Optional.empty());
      }
    };
  }

  private static Applied inject(
      Plan plan,
      Inputs inputs,
      Snapshot snapshot,
      Writer writer,
      Optional<CertificateState> certificate) {
    writer.apply(present(snapshot, plan.configMap()), plan.configMap());
    Deployment patch = plan.workload().patch();
    try {
      if (mustBePutFirst(plan.workload(), inputs)) {
        writer.apply(withOthersAfter(plan.workload()));
      }
      writer.apply(snapshot.deployment(), patch);
      return new Applied(certificate, true, Optional.empty());
    } catch (KubernetesClientException e) {
      Optional<Problem> conflict = Conflicts.in(e, patch);
      if (conflict.isEmpty()) {
        throw e;
      }
      return new Applied(certificate, false, conflict);
    }
  }

  private static Optional<ConfigMap> present(Snapshot snapshot, ConfigMap desired) {
    return snapshot.configMaps().stream()
        .filter(present -> present.getMetadata().getName().equals(desired.getMetadata().getName()))
        .findFirst();
  }

  private static boolean mustBePutFirst(Plan.WorkloadPatch workload, Inputs inputs) {
    return !workload.follow().isEmpty()
        && inputs.target() instanceof TargetLookup.Found(Target target)
        && !target.pod().hasSidecar();
  }

  /** The next apply, without them, gives the others' names back and leaves the order. */
  private static Deployment withOthersAfter(Plan.WorkloadPatch workload) {
    var builder = new DeploymentBuilder(workload.patch());
    var pod = builder.editSpec().editTemplate().editSpec();
    for (String name : workload.follow()) {
      pod.addToInitContainers(new ContainerBuilder().withName(name).build());
    }
    return pod.endSpec().endTemplate().endSpec().build();
  }

  /** Whether an upgrade of that name has put its sidecar into the workload. */
  static boolean isInjected(Deployment deployment, String upgrade) {
    var labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    return labels != null && upgrade.equals(labels.get(Names.UPGRADE_LABEL));
  }
}
