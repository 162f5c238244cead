package dev.httpsupgrade.operator.workload;

import dev.httpsupgrade.operator.api.v1alpha1.TargetRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An object that makes pods of a template; of the API server's, or a patch with our fields alone.
 */
public sealed interface Workload {

  HasMetadata object();

  /** What its pods are made of. */
  PodTemplateSpec template();

  /** How many pods it is to have; absent where the nodes decide. */
  default OptionalInt replicas() {
    return switch (this) {
      case OfDeployment(Deployment deployment) -> number(deployment.getSpec().getReplicas());
      case OfStatefulSet(StatefulSet statefulSet) -> number(statefulSet.getSpec().getReplicas());
      case OfDaemonSet daemonSet -> OptionalInt.empty();
    };
  }

  private static OptionalInt number(@Nullable Integer replicas) {
    return OptionalInt.of(replicas == null ? 1 : replicas);
  }

  /** The same with another template. */
  Workload with(PodTemplateSpec template);

  /** One that says no more than which one it is. */
  static Workload named(TargetRef target, String namespace) {
    ObjectMeta metadata =
        new ObjectMetaBuilder().withNamespace(namespace).withName(target.name()).build();
    return switch (target.kind()) {
      case Deployment -> new OfDeployment(new DeploymentBuilder().withMetadata(metadata).build());
      case StatefulSet ->
          new OfStatefulSet(new StatefulSetBuilder().withMetadata(metadata).build());
      case DaemonSet -> new OfDaemonSet(new DaemonSetBuilder().withMetadata(metadata).build());
    };
  }

  /** A Deployment. */
  record OfDeployment(Deployment object) implements Workload {
    @Override
    public PodTemplateSpec template() {
      return object.getSpec().getTemplate();
    }

    @Override
    public Workload with(PodTemplateSpec template) {
      return new OfDeployment(
          new DeploymentBuilder(object).editOrNewSpec().withTemplate(template).endSpec().build());
    }
  }

  /** A StatefulSet. */
  record OfStatefulSet(StatefulSet object) implements Workload {
    @Override
    public PodTemplateSpec template() {
      return object.getSpec().getTemplate();
    }

    @Override
    public Workload with(PodTemplateSpec template) {
      return new OfStatefulSet(
          new StatefulSetBuilder(object).editOrNewSpec().withTemplate(template).endSpec().build());
    }
  }

  /** A DaemonSet. */
  record OfDaemonSet(DaemonSet object) implements Workload {
    @Override
    public PodTemplateSpec template() {
      return object.getSpec().getTemplate();
    }

    @Override
    public Workload with(PodTemplateSpec template) {
      return new OfDaemonSet(
          new DaemonSetBuilder(object).editOrNewSpec().withTemplate(template).endSpec().build());
    }
  }
}
